#include "app/settings/keyring_secrets.h"

#include <qt6keychain/keychain.h>

#include <utility>

namespace spanlight::app {

namespace {

const QString kService = QStringLiteral("spanlight");

QString keyOf(const QString& id)
{
    return QStringLiteral("connection/") + id;
}

QString reasonOf(const QKeychain::Job& job)
{
    const QString text = job.errorString().simplified();
    return text.isEmpty() ? QObject::tr("it gave error %1").arg(static_cast<int>(job.error())) : text;
}

} // namespace

KeyringSecrets::KeyringSecrets(QObject* parent) : QObject(parent) {}

void KeyringSecrets::read(const QString& id, QObject& context, Read then)
{
    if (m_memory.contains(id)) {
        QMetaObject::invokeMethod(
            &context, [then = std::move(then), secret = m_memory.value(id)] { then(secret, QString()); },
            Qt::QueuedConnection);
        return;
    }
    auto* job = new QKeychain::ReadPasswordJob(kService, this);
    job->setKey(keyOf(id));
    connect(job, &QKeychain::Job::finished, &context, [this, job, then = std::move(then)] {
        const bool nothing = job->error() == QKeychain::EntryNotFound;
        m_why = job->error() == QKeychain::NoError || nothing ? QString() : reasonOf(*job);
        if (m_why.isEmpty())
            then(nothing ? QString() : job->textData(), QString());
        else
            then(QString(), tr("The keyring does not give the secret: %1").arg(m_why));
    });
    job->start();
}

void KeyringSecrets::keep(const QString& id, const QString& secret, QObject& context, Done then)
{
    m_memory.insert(id, secret); // until the keyring has it
    auto* job = new QKeychain::WritePasswordJob(kService, this);
    job->setKey(keyOf(id));
    job->setTextData(secret);
    connect(job, &QKeychain::Job::finished, this, [this, job, id, secret] {
        m_why = job->error() == QKeychain::NoError ? QString() : reasonOf(*job);
        if (job->error() == QKeychain::NoError && m_memory.value(id) == secret)
            m_memory.remove(id);
    });
    connect(job, &QKeychain::Job::finished, &context, std::move(then)); // after the one above
    job->start();
}

void KeyringSecrets::forget(const QString& id, QObject& context, Done then)
{
    m_memory.remove(id);
    auto* job = new QKeychain::DeletePasswordJob(kService, this);
    job->setKey(keyOf(id));
    connect(job, &QKeychain::Job::finished, &context, std::move(then));
    job->start();
}

} // namespace spanlight::app
