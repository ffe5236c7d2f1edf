#include "ui/findings/diagnosis_panel.h"

#include "models/items/text.h"
#include "models/trace/time_text.h"
#include "ui/findings/finding_card.h"
#include "ui/theme/parts.h"

#include <QScrollBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace spanlight::ui {

using diagnosis::Severity;
using diagnosis::State;
using items::toText;

QString stateWord(State state)
{
    return state == State::NotFound ? QStringLiteral("not found") : toText(diagnosis::name(state));
}

QString stateBadge(State state)
{
    switch (state) {
    case State::Completed:
        return QStringLiteral("ok");
    case State::Failed:
    case State::Stuck:
        return QStringLiteral("error");
    case State::Lost:
    case State::NotFound:
    case State::Cancelled:
        return QStringLiteral("warning");
    case State::Running:
    case State::Unknown:
        break;
    }
    return QStringLiteral("info");
}

QString severityBadge(Severity severity)
{
    return toText(diagnosis::name(severity));
}

namespace {

// The colour of the verdict: its state, but a warning at a completed operation must not look like success.
QString verdictKind(const diagnosis::Diagnosis& d)
{
    const QString badge = stateBadge(d.verdict.state);
    if (badge != QLatin1String("ok") && badge != QLatin1String("info"))
        return badge;
    for (const diagnosis::Finding& finding : d.findings)
        if (d.verdict.primary == finding.rule && finding.severity != Severity::Info)
            return finding.severity == Severity::Warning ? QStringLiteral("warning") : QStringLiteral("error");
    return badge;
}

bool sameSentence(QString a, QString b)
{
    for (QString* text : {&a, &b})
        while (text->endsWith(QLatin1Char('.')))
            text->chop(1);
    return !a.isEmpty() && a.compare(b, Qt::CaseInsensitive) == 0;
}

QWidget* notesWidget(const std::vector<diagnosis::RuleNote>& notes, const Theme& theme)
{
    QString html;
    for (const diagnosis::RuleNote& note : notes)
        html += QStringLiteral("<p style='margin:0 0 5px 0'>%1 <span style='color:%2'>%3</span></p>")
                    .arg(toText(note.rule).toHtmlEscaped(), theme.muted.name(),
                         toText(note.because).left(600).toHtmlEscaped());
    auto* label = new QLabel(html);
    label->setWordWrap(true);
    label->setMinimumWidth(30);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(18, 0, 4, 4);
    return label;
}

} // namespace

DiagnosisPanel::DiagnosisPanel(QWidget* parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("diagnosisPanel"));
    setAccessibleName(tr("Diagnosis"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    rebuild();
}

void DiagnosisPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    rebuild();
}

void DiagnosisPanel::setDiagnosis(const diagnosis::Diagnosis& diagnosis)
{
    m_diagnosis = diagnosis;
    m_hasDiagnosis = true;
    rebuild();
}

void DiagnosisPanel::updateDiagnosis(const diagnosis::Diagnosis& diagnosis)
{
    std::map<QString, bool> open; // what is new opens as it does by itself
    for (const auto* fold : findChildren<FoldSection*>())
        open.emplace(fold->objectName(), fold->isOpen());
    const int place = verticalScrollBar()->value();
    const int current = m_current;
    setDiagnosis(diagnosis);
    m_current = std::min(current, static_cast<int>(m_cards.size()) - 1);
    for (auto* fold : widget()->findChildren<FoldSection*>())
        if (const auto before = open.find(fold->objectName()); before != open.end())
            fold->setOpen(before->second);
    widget()->layout()->activate();
    widget()->resize(widget()->width(), widget()->sizeHint().height());
    verticalScrollBar()->setValue(place);
}

void DiagnosisPanel::clear(const QString& hint)
{
    m_diagnosis = {};
    m_hasDiagnosis = false;
    m_hint = hint;
    rebuild();
}

// "Stuck in training-loop for 10 min: the worker …" reads better as heading and text.
std::pair<QString, QString> DiagnosisPanel::headline() const
{
    QString heading = toText(m_diagnosis.verdict.headline);
    const qsizetype colon = heading.indexOf(QLatin1String(": "));
    if (colon <= 8 || colon >= 90 || colon + 2 >= heading.size())
        return {heading, QString()};
    QString rest = heading.mid(colon + 2);
    rest[0] = rest[0].toUpper();
    heading.truncate(colon);
    return {heading, rest};
}

void DiagnosisPanel::addVerdict(QVBoxLayout& layout)
{
    auto* frame = new QFrame;
    frame->setObjectName(QStringLiteral("verdict"));
    frame->setProperty("verdict", verdictKind(m_diagnosis));
    auto* inner = new QVBoxLayout(frame);
    inner->setContentsMargins(12, 11, 12, 12);
    inner->setSpacing(5);
    const auto [heading, rest] = headline();
    auto* title = makeText(heading.left(600), QStringLiteral("title"), frame);
    QFont font = textFont();
    font.setPixelSize(15);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    title->setObjectName(QStringLiteral("verdictText"));
    inner->addWidget(title);
    if (!rest.isEmpty())
        inner->addWidget(makeText(rest.left(1500), QString(), frame));
    layout.addWidget(frame);
}

void DiagnosisPanel::addFolded(QVBoxLayout& layout, const QString& name, const QString& title,
                               const std::vector<diagnosis::RuleNote>& notes)
{
    if (notes.empty())
        return;
    auto* fold = new FoldSection(title.arg(notes.size()), notesWidget(notes, m_theme));
    fold->setObjectName(name);
    fold->setOpen(false);
    layout.addWidget(fold);
}

void DiagnosisPanel::addLosses(QVBoxLayout& layout)
{
    if (m_diagnosis.completeness.complete && m_diagnosis.completeness.losses.empty())
        return;
    auto* card = new QFrame;
    card->setProperty("card", true);
    auto* inner = new QVBoxLayout(card);
    inner->setContentsMargins(12, 9, 12, 9);
    inner->addWidget(makeBadge(tr("incomplete data"), QStringLiteral("warning"), card));
    if (m_diagnosis.completeness.losses.empty())
        inner->addWidget(makeText(tr("Not everything that was asked for was answered; the status line tells more."),
                                  QString(), card));
    for (const std::string& loss : m_diagnosis.completeness.losses)
        inner->addWidget(makeText(toText(loss).left(500), QString(), card));
    card->setObjectName(QStringLiteral("losses"));
    layout.addWidget(card);
}

// Where to read on: dashboards open in the browser, commands are copied.
void DiagnosisPanel::addLinks(QVBoxLayout& layout)
{
    if (m_diagnosis.links.empty())
        return;
    auto* content = new QWidget;
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(18, 2, 4, 6);
    inner->setSpacing(5);
    for (const diagnosis::Link& link : m_diagnosis.links) {
        const QUrl url(toText(link.url), QUrl::StrictMode);
        const bool opens =
            url.isValid() && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
        const QString title = items::cellText(link.title, 120).toHtmlEscaped();
        auto* label =
            makeText(opens ? QStringLiteral("<a href=\"%1\" style=\"color:%2\">%3</a>")
                                 .arg(QString::fromLatin1(url.toEncoded()).toHtmlEscaped(), m_theme.link.name(), title)
                           : title,
                     QString(), content);
        label->setTextFormat(Qt::RichText);
        label->setTextInteractionFlags(Qt::TextBrowserInteraction);
        label->setOpenExternalLinks(true);
        label->setToolTip(toText(link.url).left(1000).toHtmlEscaped());
        label->setObjectName(QStringLiteral("link"));
        inner->addWidget(label);
        if (!link.command.empty())
            inner->addWidget(new CodeLine(toText(link.command).left(2000), content));
    }
    auto* fold = new FoldSection(tr("Read on (%1)").arg(m_diagnosis.links.size()), content);
    fold->setObjectName(QStringLiteral("links"));
    fold->setOpen(true);
    layout.addWidget(fold);
}

// Who said what, and who did not answer.
void DiagnosisPanel::addCompanions(QVBoxLayout& layout)
{
    std::vector<diagnosis::RuleNote> notes;
    std::size_t failed = 0;
    for (const diagnosis::CompanionWord& word : m_diagnosis.companions) {
        notes.push_back({word.companion, word.text});
        failed += word.failed ? 1 : 0;
    }
    addFolded(layout, QStringLiteral("companionWords"),
              failed == 0 ? tr("Said by companions (%1)")
                          : tr("Said by companions (%1, %n failed)", nullptr, static_cast<int>(failed)),
              notes);
}

void DiagnosisPanel::rebuild()
{
    m_cards.clear();
    m_current = -1;
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("diagnosisContent"));
    content->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(10, 10, 10, 12);
    layout->setSpacing(10);
    if (!m_hasDiagnosis) {
        if (!m_hint.isEmpty())
            layout->addWidget(makeText(m_hint, QStringLiteral("muted"), content));
    } else {
        auto* card = new QFrame;
        card->setProperty("card", true);
        auto* inside = new QVBoxLayout(card);
        inside->setContentsMargins(1, 1, 1, 1);
        inside->setSpacing(0);
        addVerdict(*inside);
        layout->addWidget(card);
        for (std::size_t i = 0; i < m_diagnosis.findings.size(); ++i) {
            diagnosis::Finding finding = m_diagnosis.findings[i];
            if (sameSentence(toText(finding.explanation), headline().second))
                finding.explanation.clear(); // the verdict says it already
            auto* shown = new FindingCard(finding, i, m_theme, content);
            connect(shown, &FindingCard::spanActivated, this, &DiagnosisPanel::spanActivated);
            m_cards.push_back(shown);
            shown->setProperty(finding.severity == Severity::Info ? "card" : "part", true);
            (finding.severity == Severity::Info ? layout : inside)->addWidget(shown);
        }
        addLosses(*layout);
        addLinks(*layout);
        addFolded(*layout, QStringLiteral("ruledOut"), tr("Ruled out (%1)"), m_diagnosis.ruledOut);
        addFolded(*layout, QStringLiteral("notChecked"), tr("Not checked (%1)"), m_diagnosis.notChecked);
        addCompanions(*layout);
    }
    layout->addStretch(1);
    setWidget(content);
}

void DiagnosisPanel::markSpan(trace::SpanRef span)
{
    for (FindingCard* card : m_cards)
        card->setMarked(card->cites(span));
}

void DiagnosisPanel::showFinding(std::size_t finding)
{
    if (finding >= m_cards.size())
        return;
    m_current = static_cast<int>(finding);
    ensureWidgetVisible(m_cards[finding], 0, 12);
    if (const trace::SpanRef span = m_cards[finding]->firstSpan(); span.valid())
        emit spanActivated(span);
    for (std::size_t i = 0; i < m_cards.size(); ++i)
        m_cards[i]->setMarked(i == finding);
}

void DiagnosisPanel::stepFinding(int by)
{
    const int count = static_cast<int>(m_cards.size());
    if (count == 0)
        return;
    const int from = m_current < 0 ? (by > 0 ? -1 : 0) : m_current;
    showFinding(static_cast<std::size_t>(((from + by) % count + count) % count));
}

} // namespace spanlight::ui
