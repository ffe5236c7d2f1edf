#include "models/formats/zip/zip_reader.h"

#include <algorithm>
#include <utility>

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// As for other packed inputs: what is not large in itself is not suspicious.
constexpr std::uint64_t kHarmlessBytes = std::uint64_t{256} << 20;
constexpr std::size_t kMostMembers = 100'000;
constexpr std::size_t kNamesInNote = 5;

// As in a folder: what begins with a dot, and what macOS puts beside the files.
bool isHidden(const std::string& name)
{
    const std::size_t slash = name.rfind('/');
    return name[slash == std::string::npos ? 0 : slash + 1] == '.' || name.starts_with("__MACOSX/");
}

} // namespace

ZipReader::ZipReader(trace::TraceBuilder& builder, std::string name, const ReadOptions& options)
    : m_builder(builder), m_name(std::move(name)), m_options(options)
{
    m_builder.setInputFormat("zip");
}

bool ZipReader::feed(std::string_view bytes)
{
    m_packed += bytes.size();
    m_builder.setInputBytes(m_packed);
    if (!m_stopped)
        m_members.feed(bytes);
    return !m_stopped && !m_members.isComplete();
}

bool ZipReader::begin(const ZipMember& member)
{
    if (m_stopped || member.name.empty() || isHidden(member.name))
        return false;
    if (++m_count > kMostMembers)
        return limit("more than " + std::to_string(kMostMembers) + " files");
    m_member.emplace(m_builder, member.name, called(member.name), m_options);
    return true;
}

bool ZipReader::take(std::string_view bytes)
{
    m_unpacked += bytes.size();
    if (m_unpacked > m_options.maxBytes)
        return limit("more than " + std::to_string(m_options.maxBytes) + " bytes");
    if (m_unpacked > kHarmlessBytes && m_unpacked / m_options.maxUnpackRatio > m_packed)
        return limit("more than " + std::to_string(m_options.maxUnpackRatio) + " times its size");
    return m_member->take(bytes);
}

bool ZipReader::limit(const std::string& what)
{
    m_builder.problem(ProblemCode::LimitReached, m_packed,
                      "the ZIP archive " + m_name + " unpacks to " + what + "; the rest was left out");
    m_anyLoss = true;
    m_stopped = true;
    return false;
}

void ZipReader::end(const std::string& damage)
{
    if (!m_member)
        return;
    const ReadResult result = m_member->finish(damage);
    m_recognised = m_recognised || result.recognised;
    const auto content = m_member->content();
    if (content == ZipMemberReader::Content::Archive)
        lost(m_member->name(), "it is a ZIP archive itself; unpack it first");
    else if (content == ZipMemberReader::Content::Other)
        m_passedOver.push_back(m_member->name());
    m_anyLoss = m_anyLoss || !damage.empty();
    m_member.reset();
}

void ZipReader::lost(const std::string& member, const std::string& why)
{
    m_anyLoss = true;
    m_builder.problem(ProblemCode::UnsupportedFormat, m_packed, called(member) + " cannot be read: " + why);
}

void ZipReader::tellPassedOver()
{
    std::string note = "files of the ZIP archive that hold no traces were passed over: ";
    for (std::size_t i = 0; i < std::min(m_passedOver.size(), kNamesInNote); ++i)
        note += (i == 0 ? "" : ", ") + m_passedOver[i];
    if (m_passedOver.size() > kNamesInNote)
        note += ", …";
    m_builder.problem(ProblemCode::OtherSignal, 0, note, m_passedOver.size());
}

void ZipReader::finish()
{
    if (!m_stopped) {
        m_members.finish();
        if (!m_members.isComplete())
            m_builder.problem(ProblemCode::Truncated, m_packed,
                              "the ZIP archive " + m_name + " ends too early; the files behind are missing");
        m_anyLoss = m_anyLoss || !m_members.isComplete();
    }
    if (!m_recognised && !m_anyLoss)
        m_builder.problem(ProblemCode::UnreadableInput, 0, "there is no trace file in this ZIP archive");
    else if (!m_passedOver.empty())
        tellPassedOver();
}

} // namespace spanlight::formats
