#include "models/sources/saved_connection.h"

#include "models/sources/companions/part_probe.h"
#include "models/sources/server_address.h"
#include "models/sources/source_factory.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace spanlight::sources {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("SavedConnection", text);
}

// RFC 9110, section 5.6.2
bool isToken(const QString& name)
{
    static const QRegularExpression kToken(QStringLiteral("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"));
    return kToken.match(name).hasMatch();
}

QString problemOfHeaders(const QStringList& names)
{
    if (names.isEmpty())
        return tr("The name of the header is missing.");
    if (names.size() > kMostHeaders)
        return tr("There are more than %1 headers.").arg(kMostHeaders);
    for (const QString& name : names)
        if (!isToken(name))
            return tr("“%1” is no name of a header. Separate several by commas.").arg(name.left(80));
    QStringList lower;
    for (const QString& name : names)
        lower.push_back(name.toLower());
    return lower.removeDuplicates() > 0 ? tr("A header is named twice.") : QString();
}

} // namespace

QStringList headerNames(const SavedConnection& connection)
{
    if (connection.authentication != Authentication::Header)
        return {};
    QStringList names;
    for (const QString& name : connection.header.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!name.trimmed().isEmpty())
            names.push_back(name.trimmed());
    return names;
}

QString nameOf(Authentication authentication)
{
    switch (authentication) {
    case Authentication::None:
        return QStringLiteral("none");
    case Authentication::Basic:
        return QStringLiteral("basic");
    case Authentication::Bearer:
        return QStringLiteral("bearer");
    case Authentication::Header:
        return QStringLiteral("header");
    }
    return QStringLiteral("none");
}

Authentication authenticationNamed(const QString& name)
{
    for (const Authentication each : {Authentication::Basic, Authentication::Bearer, Authentication::Header})
        if (name == nameOf(each))
            return each;
    return Authentication::None;
}

bool needsSecret(const SavedConnection& connection)
{
    return connection.authentication != Authentication::None;
}

bool isSameServer(const SavedConnection& one, const SavedConnection& other)
{
    const auto a = probedAddress(one.address);
    const auto b = probedAddress(other.address);
    return a && b && isSameServer(a->base, b->base);
}

bool mayShareSecret(const SavedConnection& one, const SavedConnection& other)
{
    return one.authentication == other.authentication && headerNames(one) == headerNames(other) &&
           isSameServer(one, other);
}

QString problemOf(const SavedConnection& connection)
{
    const QString address = connection.address.trimmed();
    if (address.isEmpty())
        return tr("The address is missing. Give one such as jaeger+http://HOST:16686 or https://HOST.");
    if (const auto made = makeSource(address, {}); !made)
        return made.error().text();
    if (!probedAddress(address))
        return tr("This is no address of a server. Give one such as jaeger+http://HOST:16686 or https://HOST.");
    if (connection.authentication == Authentication::Basic && connection.user.trimmed().isEmpty())
        return tr("The user's name is missing.");
    if (connection.authentication == Authentication::Basic && connection.user.contains(QLatin1Char(':')))
        return tr("A user's name must not hold a colon.");
    return connection.authentication == Authentication::Header ? problemOfHeaders(headerNames(connection)) : QString();
}

ConnectionOptions optionsOf(const SavedConnection& connection, const QString& secret)
{
    ConnectionOptions options;
    options.timeoutMs = connection.timeoutMs;
    options.tenant = connection.tenant;
    options.caFile = connection.caFile;
    options.clientCertificateFile = connection.clientCertificateFile;
    options.clientKeyFile = connection.clientKeyFile;
    options.insecure = connection.insecure;
    if (connection.authentication == Authentication::Basic) {
        options.user = connection.user;
        options.password = secret;
    } else if (connection.authentication == Authentication::Bearer) {
        options.token = secret;
    } else {
        const QStringList values = secret.split(QLatin1Char('\n'));
        const QStringList names = headerNames(connection);
        for (qsizetype i = 0; i < std::min(names.size(), values.size()); ++i)
            if (!values[i].isEmpty())
                options.headers.emplace_back(names[i], values[i]);
    }
    return options;
}

} // namespace spanlight::sources
