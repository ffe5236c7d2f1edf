#pragma once

#include "ui/connections/secret_store.h"

#include <QHash>

namespace spanlight::app {

/// Secrets until the program ends, where there is no keyring.
class MemorySecrets final : public ui::SecretStore
{
public:
    /// `why`: what is wrong with the keyring.
    explicit MemorySecrets(QString why);

    [[nodiscard]] QString whyNotLasting() const override { return m_why; }
    void read(const QString& id, QObject& context, Read then) override;
    void keep(const QString& id, const QString& secret, QObject& context, Done then) override;
    void forget(const QString& id, QObject& context, Done then) override;

private:
    QString m_why;
    QHash<QString, QString> m_secrets;
};

} // namespace spanlight::app
