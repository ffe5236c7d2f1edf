#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// A file in a ZIP archive, as the header in front of it says.
struct ZipMember
{
    std::string name;
    std::uint32_t checksum = 0; ///< CRC-32
    std::uint64_t packedBytes = 0;
    bool isSizeKnown = false; ///< else checksum and size follow behind the data
};

/// Takes a ZIP archive apart while it arrives, and unpacks its members.
class ZipMembers
{
public:
    class Sink
    {
    public:
        /// A member begins; false: it is not wanted.
        virtual bool begin(const ZipMember& member) = 0;
        /// Unpacked bytes of it; false: no more are wanted.
        virtual bool take(std::string_view bytes) = 0;
        /// It has ended. `damage` is empty when all of it is good.
        virtual void end(const std::string& damage) = 0;
        /// It cannot be unpacked at all.
        virtual void lost(const std::string& member, const std::string& why) = 0;

    protected:
        ~Sink() = default;
    };

    explicit ZipMembers(Sink& sink);
    ~ZipMembers();
    ZipMembers(const ZipMembers&) = delete;
    ZipMembers& operator=(const ZipMembers&) = delete;

    void feed(std::string_view bytes);
    /// No more bytes will come; ends an open member.
    void finish();
    /// Behind the last member.
    [[nodiscard]] bool isComplete() const { return m_step == Step::Directory; }

private:
    enum class Step : std::uint8_t { Header, Stored, Deflated, Descriptor, Skip, Search, Directory };
    struct Inflater;

    [[nodiscard]] std::string_view waiting() const { return std::string_view(m_buffer).substr(m_at); }
    [[nodiscard]] bool step();
    [[nodiscard]] bool header();
    void beginData(const ZipMember& member, std::uint16_t flags, std::uint16_t method);
    [[nodiscard]] bool stored();
    [[nodiscard]] bool deflated();
    [[nodiscard]] bool descriptor();
    [[nodiscard]] bool skip();
    [[nodiscard]] bool search();
    void give(std::string_view bytes);
    void endMember(std::string damage);
    void passOver();

    Sink& m_sink;
    std::string m_buffer;
    std::size_t m_at = 0; // of the buffer, already taken
    Step m_step = Step::Header;
    ZipMember m_member;
    std::uint64_t m_left = 0;     // packed bytes of the member that are still to come
    std::uint64_t m_consumed = 0; // packed bytes of the member that came
    std::uint32_t m_checksum = 0;
    bool m_isOpen = false;   // the sink knows of it
    bool m_isWanted = false; // and wants its bytes
    std::unique_ptr<Inflater> m_inflater;
};

} // namespace spanlight::formats
