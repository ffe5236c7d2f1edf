#include "ui/mainwindow/document_export.h"

#include "models/report/html_report.h"
#include "models/report/markdown_report.h"
#include "models/report/redaction.h"
#include "models/report/timeline_svg.h"
#include "models/trace/time_text.h"
#include "ui/gantt/gantt_view.h"

#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QRegularExpression>
#include <QSaveFile>
#include <QWidget>

namespace spanlight::ui {

namespace {

constexpr int kPictureWidth = 1600;
constexpr std::size_t kPictureRows = 400;

QString quoted(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

// "Vector picture (*.svg)" → "svg": the first one it names.
QString suffixOf(const QString& filter)
{
    static const QRegularExpression kSuffix(QStringLiteral(R"(\*\.(\w+))"));
    return kSuffix.match(filter).captured(1);
}

// Ids of operations may hold anything.
QString fileName(const QString& id)
{
    static const QRegularExpression kOther(QStringLiteral("[^A-Za-z0-9_-]+"));
    constexpr qsizetype kLongest = 100;
    return QString(id).replace(kOther, QStringLiteral("_")).left(kLongest);
}

} // namespace

DocumentExport::DocumentExport(const Workbench& workbench, const GanttView& gantt, QWidget& window)
    : QObject(&window), m_workbench(workbench), m_gantt(gantt), m_window(window)
{
}

QFileDialog* DocumentExport::askForFile(QWidget& parent, const QString& title, const QString& filters,
                                        const QString& suffix)
{
    auto* dialog = new QFileDialog(&parent, title, QString(), filters);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog,
            [dialog](const QString& filter) { dialog->setDefaultSuffix(suffixOf(filter)); });
    if (const auto document = m_workbench.document())
        dialog->selectFile(fileName(document->id) + QLatin1Char('.') + suffix);
    return dialog;
}

void DocumentExport::chooseReport(const report::Introduction& introduction, QWidget* parent)
{
    QFileDialog* dialog = askForFile(parent != nullptr ? *parent : m_window, tr("Export report"),
                                     tr("Markdown (*.md);;Web page (*.html *.htm)"), QStringLiteral("md"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, introduction](const QString& path) { writeReport(path, introduction); });
    dialog->open();
}

void DocumentExport::choosePicture()
{
    QFileDialog* dialog = askForFile(m_window, tr("Export timeline"), tr("Picture (*.png);;Vector picture (*.svg)"),
                                     QStringLiteral("png"));
    connect(dialog, &QFileDialog::fileSelected, this, &DocumentExport::writePicture);
    dialog->open();
}

bool DocumentExport::write(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        emit noticed({Notice::Kind::Info, tr("Written."), path, QString()});
        return true;
    }
    emit noticed({Notice::Kind::Error, tr("The file cannot be written: %1.").arg(file.errorString()), path,
                  tr("Choose another folder, or look at its permissions and free space.")});
    return false;
}

// Where nothing is open the walk alone is the report.
std::string DocumentExport::reportText(const report::Introduction& introduction) const
{
    const auto document = m_workbench.document();
    if (!document)
        return introduction.markdown;
    report::ReportOptions options;
    options.command = command().toStdString();
    return report::markdownReport(document->analysis, options, introduction.markdown);
}

bool DocumentExport::writeReport(const QString& path, const report::Introduction& introduction)
{
    const auto document = m_workbench.document();
    const bool page = path.endsWith(QLatin1String(".html"), Qt::CaseInsensitive) ||
                      path.endsWith(QLatin1String(".htm"), Qt::CaseInsensitive);
    if (!page || (!document && introduction.html.empty())) {
        const std::string text = reportText(introduction);
        return !text.empty() && write(path, QByteArray::fromStdString(text));
    }
    if (!document)
        return write(path, QByteArray::fromStdString(report::htmlPage("Walk", introduction.html)));
    report::ReportOptions options;
    options.command = command().toStdString();
    return write(path, QByteArray::fromStdString(report::htmlReport(document->analysis, options, introduction.html)));
}

bool DocumentExport::writePicture(const QString& path)
{
    const auto document = m_workbench.document();
    if (!document)
        return false;
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        report::SvgOptions options;
        options.colours = m_dark ? report::SvgColours::Dark : report::SvgColours::Light;
        options.asOfNs = document->diagnosis().asOfNs;
        options.alarming = isAlarming(document->diagnosis().verdict.state);
        options.title = document->diagnosis().verdict.headline;
        options.subtitle = document->id.toStdString();
        if (m_gantt.hasFooterInPicture() && document->profile)
            report::addMetrics(options, document->companions.get(), document->profile->metrics);
        return write(path, QByteArray::fromStdString(report::timelineSvg(document->analysis.timeline, options)));
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    m_gantt.picture(kPictureWidth, kPictureRows, 2.0).save(&buffer, "PNG");
    return write(path, bytes);
}

void DocumentExport::copyReport(const report::Introduction& introduction) const
{
    if (const std::string text = reportText(introduction); !text.empty())
        QGuiApplication::clipboard()->setText(QString::fromStdString(text));
}

QString DocumentExport::command() const
{
    const auto document = m_workbench.document();
    if (!document)
        return {};
    QStringList words{QStringLiteral("spanlight-cli"), QStringLiteral("diagnose")};
    for (const QString& address : m_workbench.source().addresses) {
        const QString shown = QString::fromStdString(report::redactedText(address.toStdString()));
        words << (address.contains(QLatin1String("://")) ? QStringLiteral("--source ") + quoted(shown)
                                                         : quoted(address));
    }
    words << (document->isTrace ? QStringLiteral("--trace") : QStringLiteral("--operation")) << quoted(document->id);
    words << QStringLiteral("--now") << QString::fromStdString(trace::toRfc3339(document->diagnosis().asOfNs));
    const sources::CompanionAddresses asked =
        document->companions ? m_workbench.companions().addresses : sources::CompanionAddresses();
    for (const auto& [option, url] :
         {std::pair("--prometheus", asked.prometheus), {"--ktrdr", asked.operationsApi}, {"--grafana", asked.grafana}})
        if (!url.isEmpty())
            words << QLatin1String(option) << quoted(url.toString());
    if (m_workbench.profile() != QLatin1String("auto"))
        words << QStringLiteral("--profile") << quoted(m_workbench.profile());
    return words.join(QLatin1Char(' '));
}

void DocumentExport::copyCommand() const
{
    if (const QString line = command(); !line.isEmpty())
        QGuiApplication::clipboard()->setText(line);
}

} // namespace spanlight::ui
