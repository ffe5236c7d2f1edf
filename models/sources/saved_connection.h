#pragma once

#include "models/sources/source.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace spanlight::sources {

/// How a server knows who asks.
enum class Authentication : std::uint8_t {
    None,
    Basic,  ///< user and password
    Bearer, ///< a token
    Header, ///< one or more headers with secret values
};

/// A server with everything that is needed to ask it again, except its secret.
struct SavedConnection
{
    QString id;      ///< never changes; the secret is kept under it
    QString name;    ///< for people
    QString address; ///< as makeSource() takes it
    Authentication authentication = Authentication::None;
    QString user;   ///< of Basic
    QString header; ///< of Header: the names, separated by commas; the secret holds their values, one a line
    QString tenant;
    QString caFile;
    QString clientCertificateFile;
    QString clientKeyFile;
    bool insecure = false;
    int timeoutMs = 30'000;

    [[nodiscard]] bool operator==(const SavedConnection&) const = default;
};

/// "none", "basic", "bearer", "header"; anything else reads as none.
[[nodiscard]] QString nameOf(Authentication authentication);
[[nodiscard]] Authentication authenticationNamed(const QString& name);

/// Names of the headers with secret values, in the order of the values; empty unless it has such.
[[nodiscard]] QStringList headerNames(const SavedConnection& connection);
inline constexpr int kMostHeaders = 5;

/// Whether it has a secret: password, token or value of the header.
[[nodiscard]] bool needsSecret(const SavedConnection& connection);

/// Whether the secret that was kept for one may be sent by the other: the same scheme, host and port, and the same kind
/// of secret.
[[nodiscard]] bool mayShareSecret(const SavedConnection& one, const SavedConnection& other);
/// Whether both lead to the same scheme, host and port.
[[nodiscard]] bool isSameServer(const SavedConnection& one, const SavedConnection& other);

/// What is asked of people before it can be used or kept: a sentence, or empty when all is well. Secrets in the address
/// are refused, because addresses are shown and stored.
[[nodiscard]] QString problemOf(const SavedConnection& connection);

/// How to ask the server.
[[nodiscard]] ConnectionOptions optionsOf(const SavedConnection& connection, const QString& secret);

} // namespace spanlight::sources
