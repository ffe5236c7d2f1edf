#pragma once

#include "models/sources/source.h"

#include <QByteArray>
#include <QNetworkReply>
#include <QUrl>

namespace spanlight::sources {

/// The URL without user name, password and the values of query items whose name smells of a secret.
[[nodiscard]] QString shownUrl(const QUrl& url);

/// What a server says in the body of an error, in one line of at most 200 characters. Knows Jaeger's envelope
/// `{"errors":[{"code","msg"}]}`, API v3 and the gRPC gateway `{"error":{"message"}}`, `{"code","message"}`,
/// `{"error":"…"}`, plain text, and web pages (their title). Empty when nothing is said.
[[nodiscard]] QString messageInBody(const QByteArray& body);

/// Whether the body is a web page rather than an answer of an API.
[[nodiscard]] bool isWebPage(const QByteArray& body);

/// The error of an answer with a status of 400 or more.
[[nodiscard]] SourceError errorOfStatus(int status, const QByteArray& body, const QUrl& url);

/// The error of a connection that broke, by Qt's code; `text` is Qt's own sentence.
[[nodiscard]] SourceError errorOfConnection(QNetworkReply::NetworkError error, const QString& text, const QUrl& url);

/// The error of a tunnel through a proxy, which either of the two may have refused; `text` names the proxy.
[[nodiscard]] SourceError errorBehindProxy(const QString& text, const QUrl& url);

/// The error of an answer with status 200 that is not what was asked for: a web page, or anything else.
[[nodiscard]] SourceError errorOfStrangeAnswer(const QByteArray& body, const QUrl& url, const QString& expected);

} // namespace spanlight::sources
