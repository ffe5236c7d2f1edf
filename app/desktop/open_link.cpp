#include "app/desktop/open_link.h"

#include "models/trace/time_text.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace spanlight::app {

namespace {

constexpr qsizetype kLongestLink = 4096;
constexpr qsizetype kLongestId = 256;

const QString kScheme = QStringLiteral("spanlight");

bool isLoopback(const QString& host)
{
    static const QRegularExpression kLoopback(QStringLiteral("^127(\\.\\d{1,3}){3}$")); // QUrl has normalised it
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 || host == QLatin1String("::1") ||
           kLoopback.match(host).hasMatch();
}

bool isId(const QString& text)
{
    return !text.isEmpty() && text.size() <= kLongestId && !text.startsWith(QLatin1Char('-')) &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint() && !c.isSpace(); });
}

QString wrongSource(const QString& source)
{
    static const QRegularExpression kServer(QStringLiteral("^((jaeger|tempo|zipkin|victoriatraces)\\+)?(https?://.*)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    if (source == QLatin1String("demo:") || source == QLatin1String("archive:"))
        return {};
    const QRegularExpressionMatch match = kServer.match(source);
    if (!match.hasMatch())
        return QStringLiteral("a link may name demo:, archive: or a server, and no file");
    const QUrl url(match.captured(3), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return QStringLiteral("its source is no address");
    if (!url.userInfo().isEmpty())
        return QStringLiteral("a link must not hold credentials");
    if (!isLoopback(url.host()))
        return QStringLiteral("a link may name servers of this machine only; open %1 by hand if you trust it")
            .arg(url.host());
    return {};
}

} // namespace

bool isOpenLink(const QString& text)
{
    return text.startsWith(kScheme + QLatin1Char(':'), Qt::CaseInsensitive);
}

tl::expected<OpenLink, QString> parseOpenLink(const QString& text)
{
    const auto refuse = [](const QString& why) {
        return tl::make_unexpected(QStringLiteral("This link cannot be opened: ") + why + QLatin1Char('.'));
    };
    const QUrl url(text, QUrl::StrictMode);
    if (text.size() > kLongestLink || !url.isValid() || url.scheme() != kScheme ||
        url.host() != QLatin1String("open") || (!url.path().isEmpty() && url.path() != QLatin1String("/")) ||
        url.hasFragment() || url.port() != -1 || !url.userInfo().isEmpty())
        return refuse(QStringLiteral("expected spanlight://open?source=ADDRESS&operation=ID"));
    OpenLink link;
    QString now;
    for (const auto& [key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        QString* place = key == QLatin1String("source")      ? &link.source
                         : key == QLatin1String("operation") ? &link.operation
                         : key == QLatin1String("trace")     ? &link.traceId
                         : key == QLatin1String("now")       ? &now
                                                             : nullptr;
        if (place == nullptr || !place->isEmpty() || value.isEmpty())
            return refuse(QStringLiteral("\"%1\" is not known, empty or there twice").arg(key.left(40)));
        *place = value;
    }
    if (link.source.isEmpty())
        return refuse(QStringLiteral("it names no source"));
    if (const QString wrong = wrongSource(link.source); !wrong.isEmpty())
        return refuse(wrong);
    if (!link.operation.isEmpty() && !link.traceId.isEmpty())
        return refuse(QStringLiteral("operation and trace exclude each other"));
    for (const QString* id : {&link.operation, &link.traceId})
        if (!id->isEmpty() && !isId(*id))
            return refuse(QStringLiteral("its id holds what no id does"));
    if (!now.isEmpty()) {
        link.nowNs = trace::parseTime(now.toStdString());
        if (!link.nowNs)
            return refuse(QStringLiteral("\"now\" is no moment"));
    }
    return link;
}

} // namespace spanlight::app
