#pragma once

#include "models/trace/trace_store.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace spanlight::sources {

/// What went wrong with a source, for people: what, where, what to do. Never holds secrets.
struct SourceError
{
    enum class Kind : std::uint8_t {
        BadAddress,   ///< the source cannot be understood
        NotReachable, ///< refused, unknown host, TLS
        TimedOut,
        Refused,     ///< 401, 403
        NotFound,    ///< 404: no such path or file
        BadAnswer,   ///< HTML, broken JSON, wrong document
        ServerError, ///< 429, 5xx
        Unreadable,  ///< file cannot be read
        TooLarge,
        Cancelled,
        BadQuery, ///< the question itself is wrong: the server says where
    };
    Kind kind = Kind::BadAnswer;
    QString what;   ///< one sentence: what happened
    QString where;  ///< URL without secrets, or path
    QString advice; ///< one sentence: what to do
    int httpStatus = 0;

    /// All of it in one line.
    [[nodiscard]] QString text() const;
};

/// A tag that a span may carry instead of the operation id, asked only when the id itself finds nothing.
struct FallbackTag
{
    QString service; ///< empty: any
    QString key;
    QString value;
};

/// What to look for. Everything given must hold (AND). Times are Unix nanoseconds.
struct SearchQuery
{
    QString operationId;
    std::vector<QString> operationKeys;  ///< attributes that hold an operation id, from the profile
    std::vector<FallbackTag> fallbacks;  ///< from the profile, placeholders filled
    std::vector<QString> hiddenServices; ///< not asked in a search over all services (the back end itself)
    QString service;
    QString name; ///< exact span name
    std::vector<std::pair<QString, QString>> attributes;
    bool errorsOnly = false;
    std::optional<std::int64_t> sinceNs;
    std::optional<std::int64_t> untilNs;
    std::optional<std::int64_t> minDurationNs; ///< of the named spans; without a name, of the whole trace
    std::optional<std::int64_t> maxDurationNs;
    std::vector<QString> traceIds; ///< hexadecimal; asked by id, the rest then filters
    QString
        structural;  ///< in the language of Capabilities::structuralQuery; empty: none. The rest holds beside it, for
                     ///< the trace: spans that it found need not be those of the other conditions. Not with traceIds.
    int limit = 100; ///< traces per service
};

/// A service or request of a search that failed while others answered.
struct PartFailure
{
    QString part; ///< service name, file, or request
    SourceError error;
};

/// What was really asked, for the status line and the search summary.
struct SearchReport
{
    QString origin;                ///< for example "Jaeger 2.13 · legacy API · http://127.0.0.1:16686"
    std::vector<QString> services; ///< asked
    int requests = 0;
    std::optional<std::int64_t> fromNs; ///< range that was asked
    std::optional<std::int64_t> toNs;
    bool limitReached = false; ///< a limit cut the answer
    bool complete = true;      ///< everything that was asked was answered
    std::vector<PartFailure> failures;
    std::vector<QString> notes; ///< "attribute filter applied here, because …"
};

/// Traces and how they were found. The traces are whole, also when only one span of them matched.
struct SearchAnswer
{
    std::vector<std::shared_ptr<const trace::TraceStore>> stores;
    std::vector<trace::TraceId> matched; ///< traces that satisfy the query, newest first
    SearchReport report;
};

/// A running request of a source. Lives in the thread that made it (the GUI thread); slow work is done elsewhere.
/// Emits finished() exactly once unless it is destroyed before; destroying it cancels.
class SourceJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Stops as soon as possible, within 100 ms; finished() follows with error Cancelled.
    virtual void cancel() = 0;

    [[nodiscard]] bool isFinished() const { return m_finished; }
    /// The answer, after finished(). With an error it holds what arrived before.
    [[nodiscard]] const SearchAnswer& answer() const { return m_answer; }
    /// Set when nothing usable came.
    [[nodiscard]] const std::optional<SourceError>& error() const { return m_error; }

signals:
    /// `total` is 0 when it is not known. `text` says what is going on ("asked 3 of 12 services").
    void progressChanged(qint64 done, qint64 total, const QString& text);
    /// The beginning of a large input that is still being read, at most once for each: something to look at, nothing to
    /// conclude from.
    void previewed(const std::shared_ptr<const spanlight::trace::TraceStore>& store);
    void finished();

protected:
    void finish(SearchAnswer answer, std::optional<SourceError> error = std::nullopt);

private:
    SearchAnswer m_answer;
    std::optional<SourceError> m_error;
    bool m_finished = false;
};

/// How a source that receives gets on. Nothing of it is secret.
struct ReceiverStatus
{
    QString httpEndpoint; ///< "http://127.0.0.1:4318", as senders on this machine write it; empty: it does not receive
    QString grpcEndpoint; ///< empty: nothing is received over gRPC
    QString archive;      ///< file that keeps what arrives; empty: nothing is kept
    std::vector<QString> notes; ///< what is not as it was wanted
    std::uint64_t requests = 0;
    std::uint64_t spans = 0;    ///< received, and kept where there is an archive
    std::uint64_t rejected = 0; ///< spans with invalid ids
    std::uint64_t refused = 0;  ///< requests that were told to come again
    std::uint64_t malformed = 0;
    std::vector<std::pair<QString, std::uint64_t>> turnedAway; ///< reasons for `malformed`, with their requests
    QString problem;                    ///< why the last request could not be kept; empty: it was
    std::optional<SourceError> failure; ///< why it could not begin to receive
    bool hasEnded = false;              ///< it does not receive any more
};

/// What a source can do by itself; the rest is done here after fetching, and said in SearchReport::notes. May change
/// when a server has told what it is.
struct Capabilities
{
    bool live = false;                 ///< a server: "now" is the wall clock
    bool receives = false;             ///< streaming: traces come to it after it was opened; arrived() tells
    bool searchWithoutService = false; ///< else each service is asked by itself
    bool attributeSearch = false;      ///< else the newest traces are fetched and compared here
    bool durationSearch = false;       ///< else likewise
    bool summaries = false;            ///< tells how large traces are before they are fetched
    bool keepsTraces = false;          ///< keepTrace() can put a trace into an archive of the server
    bool suggests = false;             ///< suggest() knows names of spans, attributes or their values
    QString structuralQuery;           ///< language of SearchQuery::structural, such as "TraceQL"; empty: none
    bool everything = false;           ///< a search with limit 0 hands out all that matches
    bool separateRecordings = false;   ///< each operation is a world of its own: what is beside it is no context
    int maxLimit = 0;                  ///< 0: unknown
};

class KeepJob;
class SuggestionJob;
struct SuggestionQuery;

/// Where traces come from. Made by makeSource(); used from the thread that made it.
class Source : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// "jaeger · 127.0.0.1:16686", a file name, "demo".
    [[nodiscard]] virtual QString title() const = 0;
    /// The address as the user gave it, without secrets.
    [[nodiscard]] virtual QString address() const = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;

    /// Finds traces; the caller owns the job. An empty query finds everything, newest first, up to the limit.
    [[nodiscard]] virtual std::unique_ptr<SourceJob> search(const SearchQuery& query) = 0;

    /// Names of services, for the form; empty until known. Refreshed by search and by refreshServices().
    [[nodiscard]] virtual std::vector<QString> services() const { return {}; }
    virtual void refreshServices() {}

    /// What may stand in a field of the search (suggestion.h); the caller owns the job. Null: the source knows nothing
    /// of it.
    [[nodiscard]] virtual std::unique_ptr<SuggestionJob> suggest(const SuggestionQuery& query);

    /// Asks the server to keep a trace in an archive of its own, beyond the time that it keeps others (keep_job.h); the
    /// caller owns the job. Null: it cannot be asked.
    [[nodiscard]] virtual std::unique_ptr<KeepJob> keepTrace(trace::TraceId id);

    /// The moment of looking that belongs to this source (contract 1.1 `--now`), for an operation or trace id where
    /// moments differ (demo:). Nothing: the wall clock.
    [[nodiscard]] virtual std::optional<std::int64_t> suggestedNowNs(const SearchAnswer& answer,
                                                                     const QString& id) const
    {
        (void)answer;
        (void)id;
        return std::nullopt;
    }

    /// Nothing: it does not receive.
    [[nodiscard]] virtual std::optional<ReceiverStatus> receiver() const { return std::nullopt; }
    /// Ends receiving for good; what has arrived can still be searched.
    virtual void stopReceiving() {}

signals:
    void servicesChanged();
    /// Traces that got spans since the source was opened, of a source that can tell by itself: a search would find them
    /// now. Not all of them when there are very many.
    void arrived(const std::vector<trace::TraceId>& traces);
};

/// A job that ends with an error, for a query that contradicts itself, or with `structural` that the source cannot be
/// asked; null when it can.
[[nodiscard]] std::unique_ptr<SourceJob> refusalOf(const Source& source, const SearchQuery& query);
/// The error of it: what the source cannot do, and which one can.
[[nodiscard]] SourceError errorOfStructural(const Source& source);

/// Everything about a connection that is not in the address.
struct ConnectionOptions
{
    int timeoutMs = 30'000;
    std::vector<std::pair<QString, QString>> headers; ///< may hold secrets: never shown
    QString tokenFile;                                ///< a bearer token is read from here
    QString token;                                    ///< bearer; secret, never shown
    QString user;                                     ///< with `password` for basic authentication; empty: none
    QString password;                                 ///< secret, never shown
    QString caFile;
    QString clientCertificateFile; ///< PEM, what the server knows this program by; its chain may follow in the file
    QString clientKeyFile;         ///< PEM, without passphrase
    bool insecure = false;
    QString tenant;
    qint64 maxAnswerBytes = qint64{1} << 30;
};

} // namespace spanlight::sources
