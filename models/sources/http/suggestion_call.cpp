#include "models/sources/http/suggestion_call.h"

namespace spanlight::sources {

namespace {

constexpr int kPatienceMs = 5'000;
constexpr qint64 kMostBytes = 4 * 1024 * 1024;

} // namespace

SuggestionCall::SuggestionCall(std::shared_ptr<HttpClient> client, std::vector<QUrl> urls, Reader reader)
    : m_client(std::move(client)), m_urls(std::move(urls)), m_reader(std::move(reader))
{
    m_patience.setSingleShot(true);
    m_patience.start(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &SuggestionCall::giveUp);
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_client->prepare())
                giveUp();
            else
                askNext();
        },
        Qt::QueuedConnection);
}

SuggestionCall::~SuggestionCall() = default;

void SuggestionCall::giveUp()
{
    m_patience.stop();
    if (m_call) {
        m_call->disconnect(this);
        m_call.release()->deleteLater(); // it may be the sender
    }
    finish({});
}

void SuggestionCall::askNext()
{
    if (m_next == m_urls.size())
        return giveUp();
    m_call = m_client->get(m_urls[m_next++]);
    connect(m_call.get(), &HttpCall::finished, this, &SuggestionCall::onAnswer);
    connect(m_call.get(), &HttpCall::received, this, [this] {
        if (m_call->receivedBytes() > kMostBytes)
            giveUp();
    });
}

void SuggestionCall::onAnswer()
{
    const HttpAnswer answer = m_call->take();
    m_call.release()->deleteLater(); // it is the sender
    const auto found = m_reader(answer);
    if (!found)
        return askNext();
    m_patience.stop();
    finish(*found);
}

} // namespace spanlight::sources
