#include "app/settings/memory_secrets.h"

#include <QObject>

#include <utility>

namespace spanlight::app {

MemorySecrets::MemorySecrets(QString why) : m_why(std::move(why)) {}

void MemorySecrets::read(const QString& id, QObject& context, Read then)
{
    QMetaObject::invokeMethod(
        &context, [then = std::move(then), secret = m_secrets.value(id)] { then(secret, QString()); },
        Qt::QueuedConnection);
}

void MemorySecrets::keep(const QString& id, const QString& secret, QObject& context, Done then)
{
    m_secrets.insert(id, secret);
    QMetaObject::invokeMethod(&context, std::move(then), Qt::QueuedConnection);
}

void MemorySecrets::forget(const QString& id, QObject& context, Done then)
{
    m_secrets.remove(id);
    QMetaObject::invokeMethod(&context, std::move(then), Qt::QueuedConnection);
}

} // namespace spanlight::app
