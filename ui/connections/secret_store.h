#pragma once

#include <QString>

#include <functional>

class QObject;

namespace spanlight::ui {

/// Keeps the secret of each saved connection, under the connection's id. Answers come later, through the event loop,
/// and only while `context` lives.
class SecretStore
{
public:
    /// `problem`: why there is none although there may be one; empty with a secret, and when nothing was kept.
    using Read = std::function<void(const QString& secret, const QString& problem)>;
    using Done = std::function<void()>;

    virtual ~SecretStore() = default;

    /// Empty while secrets go into the keyring of the system; else why they do not: they are kept in memory then, until
    /// the program ends. May change when a secret is kept.
    [[nodiscard]] virtual QString whyNotLasting() const = 0;

    virtual void read(const QString& id, QObject& context, Read then) = 0;
    virtual void keep(const QString& id, const QString& secret, QObject& context, Done then) = 0;
    virtual void forget(const QString& id, QObject& context, Done then) = 0;
};

} // namespace spanlight::ui
