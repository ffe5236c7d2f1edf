#pragma once

#include "ui/connections/secret_store.h"

#include <QHash>
#include <QObject>
#include <QString>

namespace spanlight::app {

/// Secrets in the keyring of the system. What the keyring does not take is kept in memory, and whyNotLasting() says so.
class KeyringSecrets final : public QObject, public ui::SecretStore
{
public:
    explicit KeyringSecrets(QObject* parent = nullptr);

    [[nodiscard]] QString whyNotLasting() const override { return m_why; }
    void read(const QString& id, QObject& context, Read then) override;
    void keep(const QString& id, const QString& secret, QObject& context, Done then) override;
    void forget(const QString& id, QObject& context, Done then) override;

private:
    QString m_why;
    QHash<QString, QString> m_memory; ///< what the keyring did not take
};

} // namespace spanlight::app
