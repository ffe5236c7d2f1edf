#include "ui/connections/saved_opener.h"

#include "models/sources/source_factory.h"
#include "ui/connections/connection_book.h"
#include "ui/connections/secret_store.h"

namespace spanlight::ui {

namespace {

// As the list of recent sources holds it.
QString shownAddress(const QString& address)
{
    const auto source = sources::makeSource(address, {});
    return source ? (*source)->address() : address;
}

} // namespace

SavedOpener::SavedOpener(ConnectionBook& book, SecretStore& secrets, QObject* parent)
    : QObject(parent), m_book(book), m_secrets(secrets)
{
}

bool SavedOpener::open(const QString& address)
{
    ++m_request;
    QList<sources::SavedConnection> same;
    for (const sources::SavedConnection& each : m_book.connections())
        if (shownAddress(each.address) == shownAddress(address))
            same.push_back(each);
    if (same.isEmpty())
        return false;
    if (same.size() == 1)
        ask(same.front());
    else
        refuse(address, tr("%1 saved connections have this address.").arg(same.size()), tr("Choose one of them."));
    return true;
}

void SavedOpener::refuse(const QString& address, const QString& what, const QString& advice)
{
    QMetaObject::invokeMethod(
        this,
        [this, request = m_request, address, what, advice] {
            if (request == m_request)
                emit refused(address, what, advice);
        },
        Qt::QueuedConnection);
}

void SavedOpener::ask(const sources::SavedConnection& connection)
{
    const auto then = [this, request = m_request, connection](const QString& secret, const QString& problem) {
        if (request != m_request)
            return;
        if (sources::needsSecret(connection) && secret.isEmpty())
            emit refused(connection.address,
                         problem.isEmpty() ? tr("The secret of “%1” is missing.").arg(connection.name) : problem,
                         tr("Enter it once more."));
        else
            emit ready(connection.address, sources::optionsOf(connection, secret));
    };
    if (sources::needsSecret(connection))
        m_secrets.read(connection.id, *this, then);
    else
        QMetaObject::invokeMethod(
            this, [then] { then(QString(), QString()); }, Qt::QueuedConnection);
}

} // namespace spanlight::ui
