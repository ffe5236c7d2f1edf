#include "models/operations/glob.h"
#include "models/operations/profile_explanation.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace spanlight::operations {

namespace {

constexpr std::size_t kMostSuggestions = 8; // of one kind

std::string jsonText(std::string_view text)
{
    std::string json;
    trace::appendJsonString(json, text);
    return json;
}

bool endsWithAny(std::string_view key, std::initializer_list<std::string_view> words)
{
    const std::string lower = normalized(key);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.ends_with(word); });
}

bool containsAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    const std::string lower = normalized(text);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool containsAnyValue(const UnknownKey& key, std::initializer_list<std::string_view> words)
{
    return std::any_of(key.values.begin(), key.values.end(),
                       [&](const std::string& v) { return containsAny(v, words); });
}

std::string asList(const std::vector<std::string>& values)
{
    std::string text;
    for (const std::string& value : values)
        text += (text.empty() ? "" : ", ") + value;
    return text;
}

// What a key without a meaning may well mean, by its name and values. None when nothing speaks for one.
struct Guess
{
    Meaning meaning;
    std::string because;
};

// Keys of libraries that everybody sends and that say nothing about an operation.
bool isOrdinary(std::string_view key)
{
    constexpr std::array<std::string_view, 28> kPrefixes{
        "otel.",      "thread.",  "code.",       "telemetry.", "internal.", "span.",      "http.",
        "net.",       "network.", "user_agent.", "client.",    "server.",   "url.",       "db.",
        "messaging.", "rpc.",     "asgi.",       "process.",   "host.",     "container.", "k8s.",
        "faas.",      "aws.",     "gcp.",        "peer.",      "sampler.",  "service.",   "trace."};
    return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view p) { return key.starts_with(p); });
}

std::optional<Guess> guessOf(const UnknownKey& key, const Profile& profile)
{
    const auto missing = [&](Meaning meaning) { return profile.keysOf(meaning).empty(); };
    if (key.key == "error.type" || key.key == "exception.type")
        return Guess{Meaning::ExceptionType, "it is the usual key for it"};
    if (isOrdinary(key.key))
        return std::nullopt;
    const bool named = containsAny(key.key, {"job", "operation", "task", "workflow", "run", "execution", "pipeline"});
    if (missing(Meaning::OperationId) && named && key.onePerTrace && endsWithAny(key.key, {"id", "uuid", "key"}))
        return Guess{Meaning::OperationId, "every trace that has it has one value of it: " + asList(key.values)};
    if (missing(Meaning::ProgressPercentage) && key.numbers && containsAny(key.key, {"progress", "percent"}))
        return Guess{Meaning::ProgressPercentage, "its values are numbers: " + asList(key.values)};
    if (missing(Meaning::OperationState) && endsWithAny(key.key, {"state", "status"}) &&
        !containsAny(key.key, {"from_", "previous"}) &&
        containsAnyValue(key, {"complet", "succe", "fail", "cancel", "running", "done", "finish"}))
        return Guess{Meaning::OperationState, "its values are words for states: " + asList(key.values)};
    if (missing(Meaning::OperationType) && named && endsWithAny(key.key, {"type", "kind"}) && !key.manyValues)
        return Guess{Meaning::OperationType, "it has few values: " + asList(key.values)};
    if (missing(Meaning::WorkerId) && containsAny(key.key, {"worker"}) && endsWithAny(key.key, {"id", "name"}))
        return Guess{Meaning::WorkerId, "its values look like names of workers: " + asList(key.values)};
    return std::nullopt;
}

// "job.id" → "job."
std::string_view familyOf(std::string_view key)
{
    const auto dot = key.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot + 1);
}

// Keys of the family of the operation's id speak of the operation; the others then do not.
bool isOfFamily(const UnknownKey& key, const std::vector<std::string>& idKeys)
{
    return std::any_of(idKeys.begin(), idKeys.end(),
                       [&](const std::string& id) { return familyOf(id) == familyOf(key.key); });
}

void suggestMeanings(const ProfileExplanation& e, const Profile& profile, std::vector<ProfileSuggestion>& list)
{
    std::map<Meaning, std::vector<std::pair<const UnknownKey*, Guess>>> guesses;
    std::vector<std::string> idKeys = profile.operationKeys;
    for (const UnknownKey& key : e.unknownKeys) {
        const auto guess = guessOf(key, profile);
        if (guess)
            guesses[guess->meaning].emplace_back(&key, *guess);
        if (guess && guess->meaning == Meaning::OperationId)
            idKeys.push_back(key.key);
    }
    for (auto& [meaning, keys] : guesses) {
        const auto related = [&](const auto& candidate) { return isOfFamily(*candidate.first, idKeys); };
        if (std::any_of(keys.begin(), keys.end(), related))
            std::erase_if(keys, [&](const auto& candidate) { return !related(candidate); });
        std::string json;
        std::string because;
        for (const auto& [key, guess] : keys) {
            json += (json.empty() ? "" : ", ") + jsonText(key->key);
            because += (because.empty() ? "" : "; ") + std::to_string(key->spans) + " spans carry " + key->key + ": " +
                       guess.because;
        }
        const bool grows = !profile.keysOf(meaning).empty();
        list.push_back({"/attributes/" + std::string(name(meaning)) + (grows ? "/-" : ""),
                        grows && keys.size() == 1 ? json : '[' + json + ']', because});
    }
}

PartyRole guessedRole(const std::string& service, const ProfileExplanation& e)
{
    if (containsAny(service, {"worker", "runner", "executor"}))
        return PartyRole::Worker;
    if (containsAny(service, {"cli", "client", "frontend", "producer", "submit"}))
        return PartyRole::Client;
    const bool serves = std::any_of(e.unknownNames.begin(), e.unknownNames.end(), [&](const UnknownName& n) {
        return n.service == service && n.kind == trace::SpanKind::Server;
    });
    return serves || containsAny(service, {"api", "backend", "server", "broker"}) ? PartyRole::Backend
                                                                                  : PartyRole::Other;
}

void suggestServices(const ProfileExplanation& e, std::vector<ProfileSuggestion>& list)
{
    std::size_t count = 0;
    for (const ServiceMatch& service : e.services) {
        const bool foreign = e.tracesOfOperations > 0 && service.operationSpans == 0;
        if (service.known || foreign || service.service.empty() || count == kMostSuggestions)
            continue;
        const PartyRole role = guessedRole(service.service, e);
        if (role == PartyRole::Other)
            continue;
        ++count;
        list.push_back({"/services/-",
                        R"({"name": )" + jsonText(service.service) + R"(, "role": ")" + std::string(name(role)) + "\"}",
                        std::to_string(service.spans) + " spans are of this service, and no rule says who it is"});
    }
}

// "job.fetch_input" → "fetch-input"
std::string phaseId(const std::string& pattern)
{
    std::string id;
    for (const char c :
         pattern.substr(pattern.find_last_of("./:") == std::string::npos ? 0 : pattern.find_last_of("./:") + 1))
        id += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c
              : c >= 'A' && c <= 'Z'                           ? static_cast<char>(c - 'A' + 'a')
                                                               : '-';
    while (!id.empty() && id.back() == '-')
        id.pop_back();
    return id.empty() ? "work" : id;
}

void suggestNames(const ProfileExplanation& e, const Profile& profile, std::vector<ProfileSuggestion>& list)
{
    std::size_t phases = 0;
    std::size_t noise = 0;
    for (const UnknownName& name : e.unknownNames) {
        if (containsAny(name.pattern, {"/health", "/metrics", "/ready", "/live", "heartbeat", "/ping"})) {
            if (noise++ < kMostSuggestions)
                list.push_back({"/spans/-", R"({"role": "health", "names": [)" + jsonText(name.pattern) + "]}",
                                std::to_string(name.spans) + " spans look like health checks; they are no work"});
            continue;
        }
        if (e.tracesOfOperations > 0 && name.operationSpans == 0)
            continue;
        const bool work = name.kind != trace::SpanKind::Client && name.kind != trace::SpanKind::Server &&
                          name.kind != trace::SpanKind::Producer;
        if (!work || profile.subjectIsTrace || phases == kMostSuggestions)
            continue;
        ++phases;
        list.push_back(
            {"/phases/-",
             R"({"id": )" + jsonText(phaseId(name.pattern)) + R"(, "spans": [)" + jsonText(name.pattern) + "]}",
             std::to_string(name.spans) + (name.spans == 1 ? " span of " : " spans of ") + name.service +
                 (name.spans == 1 ? " has" : " have") +
                 " neither role nor phase; if this is a step of the work, name it in \"phases\" and in "
                 "the order of an operation type"});
    }
}

void suggestTypes(const ProfileExplanation& e, std::vector<ProfileSuggestion>& list)
{
    for (const TypeCount& type : e.types)
        if (!type.known && !type.type.empty())
            list.push_back({"/operationTypes/-", R"({"id": )" + jsonText(normalized(type.type)) + R"(, "phases": []})",
                            std::to_string(type.operations) + " operations are of the type " + type.type +
                                ", which has no phases of its own"});
}

} // namespace

std::vector<ProfileSuggestion> suggestAdditions(const ProfileExplanation& explanation, const Profile& profile)
{
    std::vector<ProfileSuggestion> list;
    suggestMeanings(explanation, profile, list);
    suggestTypes(explanation, list);
    if (!profile.subjectIsTrace)
        suggestServices(explanation, list);
    suggestNames(explanation, profile, list);
    return list;
}

} // namespace spanlight::operations
