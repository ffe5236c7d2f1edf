#include "models/sources/receiver/span_intake.h"

#include "models/formats/otlp/otlp_request.h"
#include "models/trace/wall_clock.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace spanlight::sources {

using Verdict = IntakeResult::Verdict;

namespace {

/// What the spans of a JSON document need while they are turned into protobuf, by its size.
constexpr std::size_t kJsonFactor = 4;

/// Senders choose the reasons: not all are kept, and none as long as they like.
constexpr std::size_t kMostReasons = 20;
constexpr std::size_t kMostReasonBytes = 240;

IntakeResult malformed(const formats::OtlpFault& fault)
{
    return {Verdict::Malformed, 0, fault.what + ", at byte " + std::to_string(fault.offset)};
}

IntakeResult busy()
{
    return {Verdict::Busy, 0, "more spans arrive than can be kept; send them again later"};
}

IntakeResult accepted(const formats::OtlpRequest& request, const std::string& warning)
{
    IntakeResult result;
    result.rejected = request.rejected;
    result.message = request.rejected > 0 ? "rejected because " + request.rejection : warning;
    return result;
}

} // namespace

void SpanIntake::take(std::string protobuf, MemoryShare share, const Done& done)
{
    const auto checked = formats::checkOtlpRequest(protobuf);
    if (!checked)
        return finish(malformed(checked.error()), done);
    if (checked->rejected > 0)
        protobuf = formats::withoutRejectedSpans(protobuf);
    offer(std::move(protobuf), std::move(share), checked->spans, accepted(*checked, {}), done);
}

void SpanIntake::takeJson(std::string json, MemoryShare share, const Done& done)
{
    if (!share.growTo(share.bytes() + kJsonFactor * json.size()))
        return finish(busy(), done);
    auto converted = formats::otlpJsonToProtobuf(json);
    if (!converted)
        return finish(malformed(converted.error()), done);
    json = {};
    const auto checked = formats::checkOtlpRequest(converted->protobuf);
    if (!checked)
        return finish(malformed(checked.error()), done);
    if (checked->rejected > 0)
        converted->protobuf = formats::withoutRejectedSpans(converted->protobuf);
    offer(std::move(converted->protobuf), std::move(share), checked->spans, accepted(*checked, converted->warning),
          done);
}

void SpanIntake::offer(std::string protobuf, MemoryShare share, std::uint32_t spans, IntakeResult answer,
                       const Done& done)
{
    m_rejected += answer.rejected;
    if (spans == 0)
        return finish(answer, done);
    const std::size_t size = protobuf.size();
    // Functions that are kept must be copied, a share cannot be.
    const auto held = std::make_shared<MemoryShare>(std::move(share));
    ++m_waiting;
    const bool taken =
        m_sink.offer(ReceivedBatch{std::move(protobuf), trace::wallClockNs(), spans},
                     [this, held, size, spans, answer = std::move(answer), done](const Keeping& keeping) {
                         held->release(); // the sink may keep this function longer than the receiver lives
                         --m_waiting;
                         if (keeping.state != Keeping::State::Kept)
                             return finish({Verdict::NotKept, 0, keeping.reason.toStdString()}, done);
                         m_spans += spans;
                         m_bytes += size;
                         finish(answer, done);
                     });
    if (taken)
        return;
    --m_waiting;
    finish(busy(), done);
}

void SpanIntake::finish(const IntakeResult& result, const Done& done)
{
    if (result.verdict == Verdict::Malformed)
        countMalformed("The body is no OTLP request: " + result.message);
    else if (result.verdict == Verdict::Kept)
        ++m_requests;
    else
        ++m_refused;
    done(result);
}

IntakeResult SpanIntake::takeAndWait(std::string body, bool isJson, MemoryShare share)
{
    struct Waiting
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<IntakeResult> result;
    };
    const auto waiting = std::make_shared<Waiting>();
    const Done done = [waiting](IntakeResult result) {
        const std::lock_guard lock(waiting->mutex);
        waiting->result = std::move(result);
        waiting->changed.notify_one();
    };
    if (isJson)
        takeJson(std::move(body), std::move(share), done);
    else
        take(std::move(body), std::move(share), done);
    std::unique_lock lock(waiting->mutex);
    waiting->changed.wait(lock, [&] { return waiting->result.has_value(); });
    return std::move(*waiting->result);
}

void SpanIntake::countMalformed(std::string_view reason)
{
    ++m_malformed;
    reason = reason.substr(0, kMostReasonBytes);
    const std::lock_guard lock(m_mutex);
    const auto known = std::find_if(m_turnedAway.begin(), m_turnedAway.end(),
                                    [&](const TurnedAway& one) { return one.reason == reason; });
    if (known != m_turnedAway.end())
        ++known->requests;
    else if (m_turnedAway.size() < kMostReasons)
        m_turnedAway.push_back({std::string(reason), 1});
}

ReceiverCounts SpanIntake::counts() const
{
    ReceiverCounts counts;
    counts.requests = m_requests;
    counts.spans = m_spans;
    counts.rejected = m_rejected;
    counts.malformed = m_malformed;
    counts.refused = m_refused;
    counts.bytes = m_bytes;
    counts.waiting = m_waiting;
    counts.memory = m_memory.used();
    const std::lock_guard lock(m_mutex);
    counts.turnedAway = m_turnedAway;
    return counts;
}

} // namespace spanlight::sources
