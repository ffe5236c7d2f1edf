#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/suggestion.h"

#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// One GET, or several after each other, for suggestions: the first that is understood counts. Bounded in time and
/// size: a field is no place to wait for.
class SuggestionCall final : public SuggestionJob
{
    Q_OBJECT

public:
    /// Nothing: no such answer, the next URL is asked.
    using Reader = std::function<std::optional<std::vector<QString>>(const HttpAnswer&)>;

    SuggestionCall(std::shared_ptr<HttpClient> client, std::vector<QUrl> urls, Reader reader);
    ~SuggestionCall() override;

private:
    void askNext();
    void onAnswer();
    void giveUp();

    std::shared_ptr<HttpClient> m_client;
    std::vector<QUrl> m_urls;
    std::size_t m_next = 0;
    Reader m_reader;
    std::unique_ptr<HttpCall> m_call;
    QTimer m_patience;
};

} // namespace spanlight::sources
