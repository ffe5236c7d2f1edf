#pragma once

#include "models/sources/saved_connection.h"

#include <QObject>

namespace spanlight::ui {

class ConnectionBook;
class SecretStore;

/// Opens an address with what its saved connection says, secret included.
class SavedOpener : public QObject
{
    Q_OBJECT

public:
    SavedOpener(ConnectionBook& book, SecretStore& secrets, QObject* parent);

    /// False: no saved connection has this address. Else ready() or refused() follows, not at once; the next call
    /// drops the one before.
    [[nodiscard]] bool open(const QString& address);
    /// What open() was asked for is not wanted any more: no signal follows.
    void forget() { ++m_request; }

signals:
    /// The options hold the secret: for the source only.
    void ready(const QString& address, const spanlight::sources::ConnectionOptions& options);
    /// Two sentences: why not, and what to do.
    void refused(const QString& address, const QString& what, const QString& advice);

private:
    void ask(const sources::SavedConnection& connection);
    void refuse(const QString& address, const QString& what, const QString& advice);

    ConnectionBook& m_book;
    SecretStore& m_secrets;
    int m_request = 0;
};

} // namespace spanlight::ui
