#include "models/sources/http/certificates.h"

#include "models/sources/http/http_error.h"

#include <QDateTime>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

#include <algorithm>
#include <array>

namespace spanlight::sources {

namespace {

constexpr qint64 kMaxFileBytes = qint64{16} << 20;
constexpr qsizetype kMostNames = 8;
constexpr qsizetype kLongestName = 200;

SourceError fileError(const QString& what, const QString& path, const QString& advice)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAddress;
    error.what = what;
    error.where = path;
    error.advice = advice;
    return error;
}

tl::expected<QByteArray, SourceError> contentOf(const QString& which, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(fileError(QStringLiteral("%1 cannot be read: %2").arg(which, file.errorString()), path,
                                        QStringLiteral("Check the path and its permissions")));
    return file.read(kMaxFileBytes);
}

tl::expected<QList<QSslCertificate>, SourceError> certificatesIn(const QString& which, const QString& path,
                                                                 const QString& advice)
{
    const auto content = contentOf(which, path);
    if (!content)
        return tl::unexpected(content.error());
    QList<QSslCertificate> certificates = QSslCertificate::fromData(*content, QSsl::Pem);
    if (certificates.isEmpty())
        return tl::unexpected(fileError(QStringLiteral("There is no certificate in the file"), path, advice));
    return certificates;
}

tl::expected<QSslKey, SourceError> keyIn(const QString& path)
{
    const auto content = contentOf(QStringLiteral("The file of the client's key"), path);
    if (!content)
        return tl::unexpected(content.error());
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa})
        if (QSslKey key(*content, algorithm); !key.isNull())
            return key;
    if (content->contains("ENCRYPTED"))
        return tl::unexpected(fileError(QStringLiteral("The client's key is protected by a passphrase"), path,
                                        QStringLiteral("Give a key without passphrase that only you may read")));
    return tl::unexpected(fileError(QStringLiteral("There is no private key in the file"), path,
                                    QStringLiteral("Give the key of the client certificate in PEM format")));
}

std::optional<SourceError> addClientCertificate(const ConnectionOptions& options, QSslConfiguration& tls)
{
    if (options.clientCertificateFile.isEmpty() && options.clientKeyFile.isEmpty())
        return std::nullopt;
    if (options.clientCertificateFile.isEmpty())
        return fileError(QStringLiteral("There is a client's key without its certificate"), options.clientKeyFile,
                         QStringLiteral("Give the file of the client certificate, too"));
    // One file may hold both.
    const QString keyFile = options.clientKeyFile.isEmpty() ? options.clientCertificateFile : options.clientKeyFile;
    const auto certificates =
        certificatesIn(QStringLiteral("The file of the client certificate"), options.clientCertificateFile,
                       QStringLiteral("Give the client certificate in PEM format"));
    if (!certificates)
        return certificates.error();
    const auto key = keyIn(keyFile);
    if (!key)
        return key.error();
    const QSslCertificate& own = certificates->front();
    if (own.publicKey().algorithm() != key->algorithm() || own.publicKey().length() != key->length())
        return fileError(QStringLiteral("The client's key does not belong to its certificate"), keyFile,
                         QStringLiteral("Give the key that the certificate was made with"));
    tls.setLocalCertificateChain(*certificates);
    tls.setPrivateKey(*key);
    return std::nullopt;
}

// Names come from a stranger: one line, not too long.
QString shown(const QString& name)
{
    return name.simplified().left(kLongestName);
}

QString nameOf(const QStringList& commonNames, const QStringList& organisations)
{
    const QString name = shown(commonNames.value(0));
    return name.isEmpty() ? shown(organisations.value(0)) : name;
}

QString subjectOf(const QSslCertificate& certificate)
{
    const QString name = nameOf(certificate.subjectInfo(QSslCertificate::CommonName),
                                certificate.subjectInfo(QSslCertificate::Organization));
    return name.isEmpty() ? QStringLiteral("The server's certificate")
                          : QStringLiteral("The certificate “%1”").arg(name);
}

QString issuerOf(const QSslCertificate& certificate)
{
    const QString name = nameOf(certificate.issuerInfo(QSslCertificate::CommonName),
                                certificate.issuerInfo(QSslCertificate::Organization));
    return name.isEmpty() ? QStringLiteral("somebody without a name") : QStringLiteral("“%1”").arg(name);
}

QString namesOf(const QSslCertificate& certificate)
{
    QStringList names;
    for (const QString& name : certificate.subjectAlternativeNames())
        names.push_back(shown(name));
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.removeDuplicates();
    if (names.isEmpty())
        return QStringLiteral("no name at all");
    names.sort();
    const qsizetype more = names.size() - kMostNames;
    const QString listed = names.mid(0, kMostNames).join(QStringLiteral(", "));
    return more > 0 ? QStringLiteral("%1 and %2 more").arg(listed).arg(more) : listed;
}

QString dateOf(const QDateTime& time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

struct Problem
{
    QString what;
    QString advice;
};

bool isUnknownIssuer(QSslError::SslError error)
{
    return error == QSslError::UnableToGetIssuerCertificate || error == QSslError::UnableToGetLocalIssuerCertificate ||
           error == QSslError::SelfSignedCertificateInChain || error == QSslError::UnableToVerifyFirstCertificate ||
           error == QSslError::CertificateUntrusted;
}

Problem problemOf(const QSslError& error, const QUrl& url)
{
    const QSslCertificate certificate = error.certificate();
    const QString subject = subjectOf(certificate);
    if (error.error() == QSslError::CertificateExpired)
        return {QStringLiteral("%1 expired on %2").arg(subject, dateOf(certificate.expiryDate())),
                QStringLiteral("Have the certificate of the server renewed, and check the clock of this computer")};
    if (error.error() == QSslError::CertificateNotYetValid)
        return {QStringLiteral("%1 is valid from %2 only").arg(subject, dateOf(certificate.effectiveDate())),
                QStringLiteral("Check the clock of this computer and that of the server")};
    if (error.error() == QSslError::HostNameMismatch)
        return {QStringLiteral("%1 is not for “%2” but for %3").arg(subject, url.host(), namesOf(certificate)),
                QStringLiteral("Use a name of the certificate in the address, or have one issued for this name")};
    if (error.error() == QSslError::SelfSignedCertificate)
        return {QStringLiteral("%1 is signed by itself and not known here").arg(subject),
                QStringLiteral("Give this certificate as the file of certificates to trust, if it is the right one")};
    if (isUnknownIssuer(error.error()))
        return {QStringLiteral("%1 was issued by %2, which is not known here").arg(subject, issuerOf(certificate)),
                QStringLiteral("Give the certificate of that authority as the file of certificates to trust")};
    if (error.error() == QSslError::CertificateRevoked || error.error() == QSslError::CertificateBlacklisted)
        return {QStringLiteral("%1 was revoked").arg(subject), QStringLiteral("Ask who runs the server")};
    return {QStringLiteral("%1 is not accepted: %2").arg(subject, shown(error.errorString())),
            QStringLiteral("Check the certificate of the server and the file of certificates to trust")};
}

// What to say first: who it is comes before until when, and the consequences of a missing issuer say nothing more.
int rank(const QSslError& error)
{
    static constexpr std::array kOrder{QSslError::HostNameMismatch, QSslError::CertificateExpired,
                                       QSslError::CertificateNotYetValid, QSslError::SelfSignedCertificate,
                                       QSslError::SelfSignedCertificateInChain};
    const auto found = std::ranges::find(kOrder, error.error());
    if (found != kOrder.end())
        return static_cast<int>(found - kOrder.begin());
    return isUnknownIssuer(error.error()) ? static_cast<int>(kOrder.size()) : static_cast<int>(kOrder.size()) + 1;
}

} // namespace

tl::expected<QSslConfiguration, SourceError> tlsFor(const ConnectionOptions& options)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (options.insecure)
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!options.caFile.isEmpty()) {
        const auto certificates = certificatesIn(QStringLiteral("The file of certificates"), options.caFile,
                                                 QStringLiteral("Give the certificate authority in PEM format"));
        if (!certificates)
            return tl::unexpected(certificates.error());
        tls.addCaCertificates(*certificates);
    }
    if (auto error = addClientCertificate(options, tls))
        return tl::unexpected(std::move(*error));
    return tls;
}

SourceError errorOfCertificate(const QList<QSslError>& errors, const QUrl& url)
{
    QList<QSslError> sorted = errors;
    std::ranges::stable_sort(sorted, {}, rank);
    QStringList what;
    QString advice;
    bool issuerTold = false;
    for (const QSslError& each : sorted) {
        const bool issuer = isUnknownIssuer(each.error()) || each.error() == QSslError::SelfSignedCertificate;
        if (issuer && std::exchange(issuerTold, true))
            continue;
        const Problem problem = problemOf(each, url);
        if (!what.contains(problem.what))
            what.push_back(problem.what);
        if (advice.isEmpty())
            advice = problem.advice;
    }
    SourceError error;
    error.kind = SourceError::Kind::NotReachable;
    error.what = QStringLiteral("No secure connection could be made: %1").arg(what.join(QStringLiteral("; ")));
    error.where = shownUrl(url);
    error.advice = advice;
    return error;
}

} // namespace spanlight::sources
