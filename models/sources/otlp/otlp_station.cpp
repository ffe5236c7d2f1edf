#include "models/sources/otlp/otlp_station.h"

#include "models/sources/archive/archive_place.h"

#include <QUrl>
#include <QUrlQuery>

namespace spanlight::sources {

namespace {

SourceError toSourceError(const ReceiverError& error)
{
    SourceError result;
    result.kind = SourceError::Kind::NotReachable;
    result.what = QString::fromStdString(error.what);
    result.where = QString::fromStdString(error.where);
    result.advice = QString::fromStdString(error.advice);
    return result;
}

tl::expected<OtlpAddress, SourceError> refuse(const QString& what, const QString& where)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAddress;
    error.what = what;
    error.where = where;
    error.advice = QStringLiteral("Write otlp://127.0.0.1:4318, with ?grpc=PORT or ?grpc=off if need be");
    return tl::make_unexpected(std::move(error));
}

} // namespace

tl::expected<OtlpAddress, SourceError> parseOtlpAddress(const QString& address)
{
    OtlpAddress result;
    const QUrl url(address == QLatin1String("otlp:") ? QStringLiteral("otlp://127.0.0.1") : address.trimmed());
    result.shown = url.toString(QUrl::RemoveUserInfo);
    if (!url.isValid() || !url.userInfo().isEmpty() || !(url.path().isEmpty() || url.path() == QLatin1String("/")))
        return refuse(QStringLiteral("This is no place to receive spans at"), result.shown);
    if (!url.host().isEmpty())
        result.receiver.host = url.host().toStdString();
    result.receiver.httpPort = static_cast<std::uint16_t>(url.port(result.receiver.httpPort));
    result.archive = archivePath();
    for (const auto& [key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (key == QLatin1String("archive")) {
            result.archive = value == QLatin1String("off") ? QString() : archivePath(value);
            continue;
        }
        if (key != QLatin1String("grpc"))
            return refuse(QStringLiteral("'%1' is nothing that can be said about receiving").arg(key), result.shown);
        bool isPort = false;
        const ushort port = value.toUShort(&isPort);
        result.grpcWasNamed = isPort;
        if (!isPort && value != QLatin1String("off"))
            return refuse(QStringLiteral("'%1' is no port").arg(value), result.shown);
        result.receiver.grpcPort = isPort ? std::optional<std::uint16_t>(port) : std::nullopt;
    }
    return result;
}

OtlpStation::OtlpStation(OtlpAddress address, std::function<void()> arrived)
    : m_address(std::move(address)), m_arrived(std::move(arrived))
{
}

OtlpStation::~OtlpStation()
{
    stop();
}

void OtlpStation::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isStopped = true;
    m_last = statusNow();
    m_last.httpEndpoint.clear();
    m_last.grpcEndpoint.clear();
    m_last.hasEnded = true;
    m_receiver.reset();
}

std::optional<SourceError> OtlpStation::ensureStarted()
{
    const std::lock_guard lock(m_mutex);
    if (m_receiver || m_isStopped)
        return std::nullopt;
    return start();
}

std::optional<SourceError> OtlpStation::start()
{
    m_notes.clear();
    openArchive();
    auto receiver = OtlpReceiver::start(m_address.receiver, *this);
    if (!receiver && receiver.error().inUse && !m_address.grpcWasNamed && m_address.receiver.grpcPort) {
        ReceiverOptions options = m_address.receiver;
        options.grpcPort = std::nullopt;
        const ReceiverError reason = std::move(receiver.error());
        receiver = OtlpReceiver::start(options, *this);
        m_notes.push_back(QStringLiteral("nothing is received over gRPC: %1 (%2)")
                              .arg(QString::fromStdString(reason.what), QString::fromStdString(reason.where)));
    }
    if (!receiver) {
        m_archive.reset();
        m_last.failure = toSourceError(receiver.error());
        return m_last.failure;
    }
    m_receiver = std::move(*receiver);
    m_origin = QStringLiteral("OTLP receiver · ") + QString::fromStdString(m_receiver->httpEndpoint());
    if (const auto grpc = m_receiver->grpcEndpoint())
        m_origin += QStringLiteral(" · gRPC ") + QString::fromStdString(*grpc);
    return std::nullopt;
}

// An archive that cannot be written to is no reason not to look at what arrives.
void OtlpStation::openArchive()
{
    if (m_address.archive.isEmpty())
        return;
    ArchiveOptions options;
    options.operationKeys = builtinOperationKeys();
    auto archive = Archive::open(m_address.archive, std::move(options));
    if (archive)
        m_archive = std::move(*archive);
    else
        m_notes.push_back(QStringLiteral("what arrives is only shown and not kept: %1").arg(archive.error().text()));
}

ReceiverStatus OtlpStation::status() const
{
    // Whoever shows this does not wait for an archive that is being opened.
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    const std::lock_guard shown(m_shownMutex);
    if (lock)
        m_shown = statusNow();
    return m_shown;
}

ReceiverStatus OtlpStation::statusNow() const
{
    if (!m_receiver)
        return m_last;
    ReceiverStatus status;
    status.notes = m_notes;
    if (m_archive) {
        status.archive = m_archive->path();
        status.problem = m_archive->activity().problem;
    }
    status.httpEndpoint = QString::fromStdString(m_receiver->httpEndpoint());
    status.grpcEndpoint = QString::fromStdString(m_receiver->grpcEndpoint().value_or(""));
    const ReceiverCounts counts = m_receiver->counts();
    status.requests = counts.requests;
    status.spans = counts.spans;
    status.rejected = counts.rejected;
    status.refused = counts.refused;
    status.malformed = counts.malformed;
    for (const TurnedAway& one : counts.turnedAway)
        status.turnedAway.emplace_back(QString::fromStdString(one.reason), one.requests);
    return status;
}

QString OtlpStation::origin() const
{
    const std::lock_guard lock(m_mutex);
    return m_origin;
}

Loaded OtlpStation::load(const SearchQuery& query, const LoadProgress& progress)
{
    if (auto error = ensureStarted()) {
        Loaded failed;
        failed.error = std::move(error);
        return failed;
    }
    Loaded loaded = m_traces.load(query, progress);
    loaded.origin = origin();
    const std::lock_guard lock(m_mutex);
    loaded.notes.insert(loaded.notes.end(), m_notes.begin(), m_notes.end());
    if (!isLoopbackHost(m_address.receiver.host))
        loaded.notes.push_back(QStringLiteral("other machines can send spans to this receiver"));
    return loaded;
}

std::vector<trace::TraceId> OtlpStation::takeArrived()
{
    m_told = false;
    return m_traces.takeArrived();
}

bool OtlpStation::offer(ReceivedBatch batch, std::function<void(const Keeping&)> done)
{
    auto parts = formats::splitByTrace(batch.otlpProtobuf);
    if (!m_archive) {
        show(std::move(parts));
        done({});
        return true;
    }
    // Functions that are kept must be copied; the parts need not be.
    const auto held = std::make_shared<std::vector<formats::TracePart>>(std::move(parts));
    return m_archive->offer(std::move(batch), [this, held, done = std::move(done)](const Keeping& keeping) {
        if (keeping.state == Keeping::State::Kept) // else it is sent again
            show(std::move(*held));
        done(keeping);
    });
}

void OtlpStation::show(std::vector<formats::TracePart> parts)
{
    m_traces.add(std::move(parts));
    if (!m_told.exchange(true))
        m_arrived();
}

} // namespace spanlight::sources
