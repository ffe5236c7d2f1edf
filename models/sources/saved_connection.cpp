#include "models/sources/saved_connection.h"

#include "models/sources/companions/part_probe.h"
#include "models/sources/source_factory.h"

#include <QCoreApplication>

namespace spanlight::sources {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("SavedConnection", text);
}

} // namespace

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
    return a && b && a->base.scheme() == b->base.scheme() &&
           a->base.host().compare(b->base.host(), Qt::CaseInsensitive) == 0 && a->base.port() == b->base.port();
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
    if (connection.authentication == Authentication::Header && connection.header.trimmed().isEmpty())
        return tr("The name of the header is missing.");
    return {};
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
    } else if (connection.authentication == Authentication::Header && !secret.isEmpty()) {
        options.headers.emplace_back(connection.header, secret);
    }
    return options;
}

} // namespace spanlight::sources
