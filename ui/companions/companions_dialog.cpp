#include "ui/companions/companions_dialog.h"

#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace spanlight::ui {

namespace {

tl::expected<sources::CompanionAddresses, sources::SourceError>
readFields(const QLineEdit& prometheus, const QLineEdit& operationsApi, const QLineEdit& grafana)
{
    sources::CompanionWords words;
    words.prometheus = CompanionsDialog::tr("Prometheus");
    words.operationsApi = CompanionsDialog::tr("Operations API");
    words.grafana = CompanionsDialog::tr("Grafana");
    words.secrets = CompanionsDialog::tr("leave out names, passwords and tokens");
    return sources::companionAddresses(prometheus.text(), operationsApi.text(), grafana.text(), words);
}

} // namespace

CompanionsDialog::CompanionsDialog(QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("companionsDialog"));
    setWindowTitle(tr("Companions"));
    setModal(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(5);
    layout->addWidget(makeText(tr("Who knows more about an operation than its traces do. Each one that is named is "
                                  "asked when an operation is opened, and again while it is followed."),
                               QStringLiteral("muted"), this));
    layout->addSpacing(6);
    m_prometheus = addField("prometheusAddress", tr("Prometheus"), QStringLiteral("http://localhost:9090"),
                            tr("metrics below the timeline"));
    m_operationsApi = addField("operationsApiAddress", tr("Operations API"), QStringLiteral("http://localhost:8000"),
                               tr("progress, workers, state"));
    m_grafana = addField("grafanaAddress", tr("Grafana"), QStringLiteral("http://localhost:3000"),
                         tr("links to the dashboards of the profile"));
    m_error = makeText(QString(), QStringLiteral("error"), this);
    m_error->setObjectName(QStringLiteral("companionsError"));
    layout->addWidget(m_error);
    layout->addStretch(1);
    auto* row = new QHBoxLayout;
    auto* note = makeText(tr("The addresses are kept; secrets have no place in them."), QStringLiteral("muted"), this);
    row->addWidget(note, 1);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("companionsClose"));
    close->setAutoDefault(false);
    row->addWidget(close);
    m_use = new QPushButton(tr("Use these"), this);
    m_use->setObjectName(QStringLiteral("companionsUse"));
    m_use->setProperty("primary", true);
    m_use->setDefault(true);
    row->addWidget(m_use);
    layout->addLayout(row);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_use, &QPushButton::clicked, this, &CompanionsDialog::choose);
    resize(fittingSize({560, 340}, *this));
}

QLineEdit* CompanionsDialog::addField(const char* name, const QString& title, const QString& example,
                                      const QString& what)
{
    auto* label = makeText(QStringLiteral("<b>%1</b> · %2").arg(title, what), QString(), this);
    label->setTextFormat(Qt::RichText);
    layout()->addWidget(label);
    auto* field = new QLineEdit(this);
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(tr("Address of %1").arg(title));
    field->setPlaceholderText(tr("none; for example %1").arg(example));
    field->setClearButtonEnabled(true);
    field->setFont(codeFont());
    label->setBuddy(field);
    layout()->addWidget(field);
    connect(field, &QLineEdit::textChanged, this, &CompanionsDialog::check);
    return field;
}

void CompanionsDialog::begin(const sources::CompanionAddresses& addresses)
{
    m_prometheus->setText(addresses.prometheus.toString());
    m_operationsApi->setText(addresses.operationsApi.toString());
    m_grafana->setText(addresses.grafana.toString());
    check();
    bringToFront(*this);
    m_prometheus->setFocus();
}

void CompanionsDialog::check()
{
    const auto addresses = readFields(*m_prometheus, *m_operationsApi, *m_grafana);
    m_error->setText(addresses ? QString() : addresses.error().text());
    m_use->setEnabled(addresses.has_value());
}

void CompanionsDialog::choose()
{
    const auto addresses = readFields(*m_prometheus, *m_operationsApi, *m_grafana);
    if (!addresses)
        return;
    emit chosen(*addresses);
    close();
}

} // namespace spanlight::ui
