#pragma once

#include "models/formats/reader.h"
#include "models/formats/zip/zip_member_reader.h"
#include "models/formats/zip/zip_members.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Reads the trace files in a ZIP archive that arrives in pieces, each as an input of its own, by the headers in front
/// of them (APPNOTE.TXT 4.3.7): so an archive that was cut still gives what is there. Stored and deflated members,
/// also of ZIP64; others are losses that name the member. Members that hold no traces are passed over with a note.
class ZipReader final : private ZipMembers::Sink
{
public:
    ZipReader(trace::TraceBuilder& builder, std::string name, const ReadOptions& options);

    /// False: further bytes cannot change the result.
    bool feed(std::string_view bytes);
    /// No more bytes will come. Logs what is missing.
    void finish();
    /// A member was of a format that can be read.
    [[nodiscard]] bool recognised() const { return m_recognised; }

private:
    bool begin(const ZipMember& member) override;
    bool take(std::string_view bytes) override;
    void end(const std::string& damage) override;
    void lost(const std::string& member, const std::string& why) override;

    [[nodiscard]] std::string called(const std::string& member) const { return m_name + "/" + member; }
    bool limit(const std::string& what);
    void tellPassedOver();

    trace::TraceBuilder& m_builder;
    const std::string m_name;
    const ReadOptions& m_options;
    ZipMembers m_members{*this};
    std::optional<ZipMemberReader> m_member;
    std::vector<std::string> m_passedOver;
    std::uint64_t m_unpacked = 0; // of all members
    std::uint64_t m_packed = 0;   // of the whole input
    std::size_t m_count = 0;
    bool m_recognised = false;
    bool m_anyLoss = false;
    bool m_stopped = false;
};

} // namespace spanlight::formats
