#include "ui/connections/connections_dialog.h"

#include "ui/connections/connection_form.h"
#include "ui/connections/probe_text.h"
#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QUuid>
#include <QVBoxLayout>

namespace spanlight::ui {

namespace {

constexpr int kListWidth = 230;

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace

ConnectionsDialog::ConnectionsDialog(ConnectionBook& book, SecretStore& secrets, QWidget* parent)
    : QDialog(parent), m_book(book), m_secrets(secrets)
{
    QVBoxLayout* layout = layOutDialog(*this, "connectionsDialog", tr("Connections"));
    layout->addWidget(makeHeader());
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(makeList());
    auto* line = new QFrame(this);
    line->setProperty("divider", true);
    line->setFixedWidth(1);
    middle->addWidget(line);
    m_formArea = new QScrollArea(this);
    m_formArea->setWidgetResizable(true);
    m_formArea->setFocusPolicy(Qt::NoFocus);
    m_form = new ConnectionForm(m_formArea);
    m_formArea->setWidget(m_form);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_formArea, 1);
    right->addWidget(makeResult());
    middle->addLayout(right, 1);
    layout->addLayout(middle, 1);
    layout->addWidget(makeFooter());
    connect(m_form, &ConnectionForm::changed, this, [this] {
        ++m_request;
        m_probe.cancel();
        hideMessage();
        showSecretNote();
        updateButtons();
    });
    connect(&m_probe, &ConnectionProbe::finished, this, &ConnectionsDialog::showFound);
    connect(this, &QDialog::finished, this, [this] {
        ++m_request;
        m_probe.cancel();
        hideMessage();
        updateButtons();
    });
    resize(fittingSize({860, 640}, *this));
    fillList(QString());
    m_secrets.read(QStringLiteral("none"), *this, [this](const QString&, const QString&) { showSecretNote(); });
}

ConnectionsDialog::~ConnectionsDialog() = default;

QFrame* ConnectionsDialog::makeHeader()
{
    return new DialogHeader(tr("Connections"), this);
}

QWidget* ConnectionsDialog::makeList()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(kListWidth);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 8);
    m_list = new QListWidget(side);
    m_list->setObjectName(QStringLiteral("connectionsList"));
    m_list->setAccessibleName(tr("Saved connections"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_list, 1);
    auto* add = new QPushButton(tr("Ne&w connection"), side);
    add->setObjectName(QStringLiteral("newConnection"));
    add->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 0);
    row->addWidget(add);
    layout->addLayout(row);
    connect(add, &QPushButton::clicked, this, [this] { startNew(); });
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item == nullptr)
            return;
        for (const sources::SavedConnection& each : m_book.connections())
            if (each.id == item->data(Qt::UserRole).toString())
                showConnection(each);
    });
    return side;
}

QFrame* ConnectionsDialog::makeResult()
{
    m_result = new QFrame(this);
    m_result->setObjectName(QStringLiteral("connectionResult"));
    auto* layout = new QVBoxLayout(m_result);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(5);
    m_headline = makeText(QString(), QStringLiteral("title"), m_result);
    m_headline->setObjectName(QStringLiteral("connectionHeadline"));
    layout->addWidget(m_headline);
    m_details = makeText(QString(), QString(), m_result);
    m_details->setObjectName(QStringLiteral("connectionDetails"));
    layout->addWidget(m_details);
    m_result->hide();
    return m_result;
}

QFrame* ConnectionsDialog::makeFooter()
{
    auto* footer = new DialogFooter(this);
    m_delete = footer->addButton("deleteConnection", tr("&Delete"));
    footer->row().addStretch(1);
    m_stop = footer->addButton("stopTest", tr("Sto&p"));
    m_test = footer->addButton("testConnection", tr("Te&st"));
    m_save = footer->addButton("saveConnection", tr("Sa&ve"));
    m_open = footer->addMainButton("openConnection", tr("&Open"));
    m_open->setDefault(true);
    connect(m_delete, &QPushButton::clicked, this, &ConnectionsDialog::remove);
    connect(m_test, &QPushButton::clicked, this, &ConnectionsDialog::test);
    connect(m_save, &QPushButton::clicked, this, &ConnectionsDialog::save);
    connect(m_open, &QPushButton::clicked, this, &ConnectionsDialog::open);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        ++m_request;
        m_probe.cancel();
        showMessage(QStringLiteral("info"), tr("The test was stopped."), QString());
        updateButtons();
        m_test->setFocus(Qt::OtherFocusReason);
    });
    return footer;
}

void ConnectionsDialog::begin(const QString& address)
{
    fillList(m_form->connection().id);
    sources::SavedConnection present;
    present.address = address;
    if (m_list->count() == 0)
        startNew(sources::problemOf(present).isEmpty() ? address : QString());
    bringToFront(*this);
    m_form->focusFirst();
}

void ConnectionsDialog::fillList(const QString& selectId)
{
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        for (const sources::SavedConnection& each : m_book.connections()) {
            auto* item = new QListWidgetItem(each.name, m_list);
            item->setData(Qt::UserRole, each.id);
            item->setToolTip(each.address.toHtmlEscaped());
        }
        m_list->setCurrentRow(-1);
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(Qt::UserRole).toString() == selectId)
            m_list->setCurrentRow(row);
    if (m_list->currentRow() < 0 && m_list->count() > 0)
        m_list->setCurrentRow(0);
    if (m_list->count() == 0)
        startNew();
}

void ConnectionsDialog::showConnection(const sources::SavedConnection& connection)
{
    ++m_request;
    m_probe.cancel();
    m_form->setConnection(connection);
    hideMessage();
    showSecretNote();
    updateButtons();
}

void ConnectionsDialog::startNew(const QString& address)
{
    {
        const QSignalBlocker blocker(m_list);
        m_list->setCurrentRow(-1);
    }
    sources::SavedConnection connection;
    connection.id = newId();
    connection.address = address;
    showConnection(connection);
    m_form->focusFirst();
}

void ConnectionsDialog::withOptions(
    std::function<void(const sources::SavedConnection&, const sources::ConnectionOptions&)> then)
{
    const auto asked = checked();
    if (!asked)
        return;
    const sources::SavedConnection& connection = *asked;
    const QString entered = m_form->enteredSecret();
    if (!sources::needsSecret(connection) || !entered.isEmpty()) {
        then(connection, sources::optionsOf(connection, entered));
        return;
    }
    if (!keptForThis(connection)) {
        showMessage(QStringLiteral("error"), tr("The secret of this connection is missing."),
                    tr("Enter it. What was kept for another server is not sent to this one."));
        return;
    }
    const int request = ++m_request;
    m_secrets.read(connection.id, *this,
                   [this, request, connection, then = std::move(then)](const QString& secret, const QString& problem) {
                       showSecretNote();
                       if (request != m_request) // the form holds something else by now
                           return;
                       if (!problem.isEmpty() || secret.isEmpty())
                           showMessage(QStringLiteral("error"),
                                       problem.isEmpty() ? tr("The secret of this connection is missing.") : problem,
                                       tr("Enter it once more."));
                       else
                           then(connection, sources::optionsOf(connection, secret));
                   });
}

std::optional<sources::SavedConnection> ConnectionsDialog::checked()
{
    sources::SavedConnection connection = m_form->connection();
    QString problem = sources::problemOf(connection);
    if (problem.isEmpty())
        problem = m_form->secretProblem();
    if (problem.isEmpty())
        return connection;
    showMessage(QStringLiteral("error"), problem, QString());
    return std::nullopt;
}

bool ConnectionsDialog::keptForThis(const sources::SavedConnection& connection) const
{
    for (const sources::SavedConnection& each : m_book.connections())
        if (each.id == connection.id)
            return sources::mayShareSecret(each, connection);
    return false;
}

void ConnectionsDialog::test()
{
    withOptions([this](const sources::SavedConnection& connection, const sources::ConnectionOptions& options) {
        showMessage(QStringLiteral("info"), tr("Asking %1 …").arg(connection.address), QString());
        m_probe.start(connection.address, options);
        updateButtons();
        m_stop->setFocus(Qt::OtherFocusReason);
    });
}

void ConnectionsDialog::open()
{
    emit openBegins();
    withOptions([this, opening = ++m_opening](const sources::SavedConnection& connection,
                                              const sources::ConnectionOptions& options) {
        if (opening != m_opening)
            return;
        emit openRequested(connection.address, options);
        close();
    });
}

void ConnectionsDialog::save()
{
    const auto asked = checked();
    if (!asked)
        return;
    const sources::SavedConnection& connection = *asked;
    const QString entered = m_form->enteredSecret();
    const bool stays = entered.isEmpty() && sources::needsSecret(connection) && keptForThis(connection);
    m_book.saveConnection(connection);
    fillList(connection.id);
    const auto saved = [this] {
        showSecretNote();
        const QString why = m_secrets.whyNotLasting();
        if (why.isEmpty() || !sources::needsSecret(m_form->connection()))
            showMessage(QStringLiteral("ok"), tr("Saved."), QString());
        else
            showMessage(
                QStringLiteral("warning"), tr("Saved without its secret."),
                tr("The secret is kept in memory until the program ends, because there is no keyring: %1").arg(why));
    };
    if (!entered.isEmpty())
        m_secrets.keep(connection.id, entered, *this, saved);
    else if (stays)
        saved();
    else
        m_secrets.forget(connection.id, *this, saved);
}

void ConnectionsDialog::remove()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr)
        return;
    const QString id = item->data(Qt::UserRole).toString();
    m_book.removeConnection(id);
    m_secrets.forget(id, *this, [] {});
    fillList(QString());
    showMessage(QStringLiteral("info"), tr("Deleted, with its secret."), QString());
}

void ConnectionsDialog::showFound()
{
    const ProbeResult& found = m_probe.result();
    showMessage(found.error ? QStringLiteral("error") : QStringLiteral("ok"), probeHeadline(found),
                probeDetails(found, QDateTime::currentMSecsSinceEpoch() * 1'000'000));
    const bool hadFocus = m_stop->hasFocus();
    updateButtons();
    if (hadFocus)
        m_test->setFocus(Qt::OtherFocusReason);
}

void ConnectionsDialog::showMessage(const QString& kind, const QString& headline, const QString& details)
{
    m_result->setProperty("verdict", kind);
    restyle(*m_result);
    m_headline->setText(headline);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    m_result->show();
}

void ConnectionsDialog::hideMessage()
{
    m_result->hide();
}

void ConnectionsDialog::showSecretNote()
{
    const QString why = m_secrets.whyNotLasting();
    m_form->setSecretNote(
        why.isEmpty()
            ? tr("Goes into the keyring of the system, never into a file. Left empty, the one that is kept holds.")
            : tr("There is no keyring (%1): kept in memory until the program ends, never in a file.").arg(why));
}

void ConnectionsDialog::updateButtons()
{
    const bool running = m_probe.isRunning();
    m_stop->setVisible(running);
    m_test->setVisible(!running);
    m_delete->setEnabled(m_list->currentItem() != nullptr);
}

} // namespace spanlight::ui
