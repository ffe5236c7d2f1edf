#include "ui/receiver/receive_dialog.h"

#include "models/items/text.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/otlp/receiver_ports.h"
#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace spanlight::ui {

namespace {

constexpr int kNarrowestNote = 340; // a form gives wrapped text the height that it needs at its narrowest

const QString kHost = QStringLiteral("127.0.0.1");

QLabel* plain(const QString& role, QWidget* parent)
{
    QLabel* label = makeText(QString(), role, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

// A row whose label leads to the first of several widgets.
QHBoxLayout* addRow(QFormLayout& form, const QString& title, QWidget* first)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    auto* label = new QLabel(title, form.parentWidget());
    label->setBuddy(first);
    form.addRow(label, row);
    row->addWidget(first);
    return row;
}

QSpinBox* makePort(const char* name, const QString& title, QWidget* parent)
{
    auto* port = new QSpinBox(parent);
    port->setObjectName(QString::fromLatin1(name));
    port->setAccessibleName(title);
    port->setRange(1, 65'535);
    port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    port->setFixedWidth(90);
    return port;
}

} // namespace

ReceiveDialog::ReceiveDialog(Workbench& workbench, ReceiverWatch& watch, QWidget* parent)
    : QDialog(parent), m_workbench(workbench), m_watch(watch)
{
    QVBoxLayout* layout = layOutDialog(*this, "receiveDialog", tr("Receive spans (OTLP)"));
    layout->addWidget(makeHeader());
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(makeForm());
    m_pages->addWidget(makeState());
    layout->addWidget(m_pages, 1);
    layout->addWidget(makeFooter());
    connect(&m_watch, &ReceiverWatch::changed, this, &ReceiveDialog::refresh);
    connect(&m_workbench, &Workbench::noticed, this, [this](const Notice& notice) {
        if (m_isStarting && notice.kind == Notice::Kind::Error)
            showError(notice.what + QStringLiteral(" (") + notice.where + QStringLiteral("). ") + notice.advice);
    });
    resize(fittingSize({640, 380}, *this));
    refresh();
}

QFrame* ReceiveDialog::makeHeader()
{
    auto* header = new DialogHeader(tr("Receive spans (OTLP)"), this);
    header->add(makeText(tr("Programs on this computer send their spans here, and they appear as they arrive."),
                         QStringLiteral("muted"), header));
    return header;
}

QWidget* ReceiveDialog::makeForm()
{
    auto* page = new QWidget(m_pages);
    auto* whole = new QVBoxLayout(page);
    whole->setContentsMargins(18, 16, 18, 12);
    auto* form = new QFormLayout;
    whole->addLayout(form);
    whole->addStretch(1); // below the rows, not between them
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(10);
    m_http = makePort("receiveHttpPort", tr("Port for HTTP"), page);
    form->addRow(tr("&HTTP port"), m_http);
    m_grpc = makePort("receiveGrpcPort", tr("Port for gRPC"), page);
    m_withGrpc = new QCheckBox(tr("receive over gRPC, too"), page);
    m_withGrpc->setObjectName(QStringLiteral("receiveGrpc"));
    m_withGrpc->setChecked(true);
    QHBoxLayout* grpc = addRow(*form, tr("&gRPC port"), m_grpc);
    grpc->addWidget(m_withGrpc);
    grpc->addStretch(1);
    m_ports = plain(QStringLiteral("muted"), page);
    m_ports->setObjectName(QStringLiteral("receivePortsNote"));
    m_ports->setMinimumWidth(kNarrowestNote);
    form->addRow(QString(), m_ports);
    m_keep = new QCheckBox(tr("&Keep what arrives in an archive"), page);
    m_keep->setObjectName(QStringLiteral("receiveKeep"));
    m_keep->setChecked(true);
    form->addRow(QString(), m_keep);
    m_archive = new QLineEdit(sources::archivePath(), page);
    m_archive->setObjectName(QStringLiteral("receiveArchive"));
    m_archive->setAccessibleName(tr("File of the archive"));
    m_archive->setFont(codeFont());
    auto* choose = new QPushButton(tr("&Other file…"), page);
    choose->setAutoDefault(false);
    addRow(*form, tr("&Archive"), m_archive)->addWidget(choose);
    m_error = plain(QStringLiteral("error"), page);
    m_error->setObjectName(QStringLiteral("receiveError"));
    m_error->setMinimumWidth(kNarrowestNote);
    form->addRow(QString(), m_error);
    connect(m_withGrpc, &QCheckBox::toggled, m_grpc, &QWidget::setEnabled);
    connect(m_keep, &QCheckBox::toggled, m_archive, &QWidget::setEnabled);
    connect(m_keep, &QCheckBox::toggled, choose, &QWidget::setEnabled);
    connect(choose, &QPushButton::clicked, this, &ReceiveDialog::chooseArchive);
    return page;
}

QWidget* ReceiveDialog::makeState()
{
    auto* page = new QWidget(m_pages);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(18, 16, 18, 12);
    layout->setSpacing(8);
    m_state = plain(QStringLiteral("title"), page);
    m_state->setObjectName(QStringLiteral("receiveState"));
    layout->addWidget(m_state);
    m_settings = new QVBoxLayout;
    m_settings->setSpacing(6);
    layout->addLayout(m_settings);
    m_losses = plain(QStringLiteral("error"), page);
    m_losses->setObjectName(QStringLiteral("receiveLosses"));
    layout->addWidget(m_losses);
    layout->addStretch(1);
    return page;
}

QFrame* ReceiveDialog::makeFooter()
{
    auto* footer = new DialogFooter(this);
    footer->row().addStretch(1);
    m_stop = footer->addButton("receiveStop", tr("S&top receiving"));
    QPushButton* close = footer->addButton("receiveClose", tr("&Close"));
    close->setToolTip(tr("Receiving goes on until another source is opened"));
    m_start = footer->addMainButton("receiveStart", tr("&Start"));
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &ReceiveDialog::start);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_workbench.stopReceiving();
        m_watch.look();
        offerFreePorts();
        refresh();
    });
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    return footer;
}

void ReceiveDialog::begin()
{
    m_watch.look();
    if (!m_watch.isReceiving()) {
        showError(QString());
        offerFreePorts();
    }
    refresh();
    bringToFront(*this);
}

void ReceiveDialog::offerFreePorts()
{
    const sources::ReceiverPorts standard;
    const auto ports = sources::freeReceiverPorts(kHost);
    m_http->setValue(ports ? ports->http : standard.http);
    m_grpc->setValue(ports ? ports->grpc : standard.grpc);
    QStringList taken;
    if (ports && ports->http != standard.http)
        taken << tr("Another program has port %1, so %2 is offered for HTTP.").arg(standard.http).arg(ports->http);
    if (ports && ports->grpc != standard.grpc)
        taken << tr("Another program has port %1, so %2 is offered for gRPC.").arg(standard.grpc).arg(ports->grpc);
    m_ports->setText(taken.isEmpty() ? tr("These are the standard ports: most programs send there by themselves.")
                                     : taken.join(QLatin1Char('\n')));
}

void ReceiveDialog::chooseArchive()
{
    auto* dialog = new QFileDialog(this, tr("Keep what arrives in"), m_archive->text(), tr("Archive (*.sqlite)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // it is added to
    dialog->setDefaultSuffix(QStringLiteral("sqlite"));
    connect(dialog, &QFileDialog::fileSelected, m_archive, &QLineEdit::setText);
    dialog->open();
}

void ReceiveDialog::start()
{
    sources::ReceiverPorts ports;
    ports.http = static_cast<std::uint16_t>(m_http->value());
    ports.grpc = m_withGrpc->isChecked() ? static_cast<std::uint16_t>(m_grpc->value()) : std::uint16_t{0};
    if (ports.http == ports.grpc) {
        showError(tr("HTTP and gRPC need a port each."));
        return;
    }
    if (m_keep->isChecked() && m_archive->text().trimmed().isEmpty()) {
        showError(tr("Name the file of the archive, or do not keep what arrives."));
        return;
    }
    for (const std::uint16_t port : {ports.http, ports.grpc})
        if (port != 0 && !sources::isPortFree(kHost, port)) {
            showError(tr("Another program listens at port %1, or it may not be used. Choose another one: programs that "
                         "send have to be told it in any case.")
                          .arg(port));
            return;
        }
    showError(QString());
    m_isStarting = true;
    emit openRequested(
        sources::receiverAddress(kHost, ports, m_keep->isChecked() ? m_archive->text().trimmed() : QString()));
    refresh();
}

void ReceiveDialog::showError(const QString& text)
{
    m_isStarting = false;
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
    updateButtons();
}

void ReceiveDialog::refresh()
{
    const bool receiving = m_watch.isReceiving();
    if (receiving)
        m_isStarting = false;
    m_pages->setCurrentIndex(receiving ? 1 : 0);
    if (receiving) {
        const sources::ReceiverStatus& status = *m_watch.status();
        m_state->setText(receiverText(status, m_watch.rate()));
        showSettings();
        QStringList losses;
        if (!status.problem.isEmpty())
            losses << status.problem;
        for (const QString& note : status.notes)
            losses << note;
        for (const auto& [reason, requests] : status.turnedAway)
            losses << tr("%1 (%2)").arg(reason, items::countText(requests));
        m_losses->setText(losses.join(QLatin1Char('\n')));
        m_losses->setVisible(!losses.isEmpty());
    }
    updateButtons();
}

void ReceiveDialog::showSettings()
{
    const sources::ReceiverStatus& status = *m_watch.status();
    const QString endpoints = status.httpEndpoint + status.grpcEndpoint + status.archive;
    if (std::exchange(m_shown, endpoints) == endpoints)
        return;
    while (QLayoutItem* item = m_settings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString& text, const QString& code) {
        QLabel* label = plain(QStringLiteral("muted"), this);
        label->setText(text);
        m_settings->addWidget(label);
        if (!code.isEmpty())
            m_settings->addWidget(new CodeLine(code, this));
    };
    add(tr("Start the programs that send with"), QStringLiteral("export ") + httpSettings(status));
    if (!status.grpcEndpoint.isEmpty())
        add(tr("or, those that speak gRPC, with"), QStringLiteral("export ") + grpcSettings(status));
    add(status.archive.isEmpty() ? tr("Nothing is kept: what has arrived is gone when this source is closed.")
                                 : tr("Kept in %1; later open it as %2")
                                       .arg(status.archive, status.archive == sources::archivePath()
                                                                ? QStringLiteral("archive:")
                                                                : QStringLiteral("archive:") + status.archive),
        QString());
}

void ReceiveDialog::updateButtons()
{
    if (m_start == nullptr)
        return;
    const bool receiving = m_watch.isReceiving();
    m_start->setVisible(!receiving);
    m_start->setEnabled(!m_isStarting);
    m_stop->setVisible(receiving);
}

} // namespace spanlight::ui
