#include "app/session/profile_choice.h"

#include "models/diagnosis/rule.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_reader.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <utility>

namespace spanlight::app {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("spanlight::app::ProfileChoice", text);
}

} // namespace

QStringList ProfileChoice::names() const
{
    QStringList names{QStringLiteral("auto")};
    for (const std::string& name : operations::builtinProfiles())
        names.push_back(QString::fromStdString(name));
    if (!names.contains(m_name))
        names.push_back(m_name);
    return names;
}

bool ProfileChoice::isChosen(const QString& name) const
{
    return name == m_name && !QFileInfo(name).isFile();
}

void ProfileChoice::choose(const QString& name)
{
    m_refusal.reset();
    m_named = nullptr;
    m_name = take(name) ? name : QStringLiteral("auto");
}

void ProfileChoice::refuse(const QString& why)
{
    m_refusal = ui::Notice{ui::Notice::Kind::Warning, why, QString(),
                           tr("The built-in profile that fits the traces is used instead.")};
}

// Files are small by their format (1 MiB at most), so that reading one here does not hold up the window.
bool ProfileChoice::take(const QString& name)
{
    if (name == QLatin1String("auto"))
        return true;
    if (auto builtin = operations::builtinProfile(name.toStdString())) {
        m_named = std::move(builtin);
        return true;
    }
    if (!QFileInfo(name).isFile()) {
        refuse(tr("There is no profile %1.").arg(name));
        return false;
    }
    auto own = operations::loadProfile(name.toStdString(), diagnosis::ruleNames());
    if (!own) {
        refuse(tr("The profile cannot be used: %1").arg(QString::fromStdString(own.error())));
        return false;
    }
    m_named = std::make_shared<const operations::Profile>(std::move(*own));
    return true;
}

} // namespace spanlight::app
