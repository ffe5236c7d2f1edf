#pragma once

#include "models/operations/profile.h"
#include "ui/jobs/workbench.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace spanlight::app {

/// The vocabulary that the user wants.
class ProfileChoice
{
public:
    /// To choose from; a file in use is the last one.
    [[nodiscard]] QStringList names() const;
    /// "auto", a built-in name, or a file.
    [[nodiscard]] const QString& name() const { return m_name; }
    /// Null: chosen for the traces.
    [[nodiscard]] const std::shared_ptr<const operations::Profile>& named() const { return m_named; }
    /// Why the one that was asked for last is not used.
    [[nodiscard]] const std::optional<ui::Notice>& refusal() const { return m_refusal; }
    /// Whether choosing it would change nothing; a file may have changed.
    [[nodiscard]] bool isChosen(const QString& name) const;
    /// One that cannot be used leaves "auto", and a refusal.
    void choose(const QString& name);

private:
    [[nodiscard]] bool take(const QString& name);
    void refuse(const QString& why);

    QString m_name = QStringLiteral("auto");
    std::shared_ptr<const operations::Profile> m_named;
    std::optional<ui::Notice> m_refusal;
};

} // namespace spanlight::app
