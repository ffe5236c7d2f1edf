#include "ui/wizard/step_row.h"

#include "models/items/text.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

using diagnosis::StepVerdict;
using items::cellText;
using items::toText;

namespace {

constexpr std::size_t kEvidenceShown = 3;

QString markText(StepVerdict verdict, bool pending)
{
    if (pending)
        return QStringLiteral("…");
    return verdict == StepVerdict::Pass   ? QStringLiteral("✓")
           : verdict == StepVerdict::Fail ? QStringLiteral("✗")
                                          : QStringLiteral("?");
}

QString wordFor(StepVerdict verdict, bool pending)
{
    if (pending)
        return StepRow::tr("is being asked");
    return verdict == StepVerdict::Pass   ? StepRow::tr("passed")
           : verdict == StepVerdict::Fail ? StepRow::tr("failed")
                                          : StepRow::tr("cannot be told");
}

QString code(const QString& text)
{
    return QStringLiteral("<span style=\"font-family:'%1'; font-size:12px\">%2</span>")
        .arg(codeFont().families().value(0, QStringLiteral("monospace")), text.toHtmlEscaped());
}

QString muted(const QString& html, const Theme& theme)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(theme.muted.name(), html);
}

QString spanLink(const diagnosis::Evidence& evidence, std::size_t index, const Theme& theme)
{
    const QString name = cellText(evidence.name, 90).toHtmlEscaped();
    if (!evidence.span.valid())
        return name;
    return QStringLiteral("<a href=\"%1\" style=\"color:%2; text-decoration:none\">%3</a>")
        .arg(index)
        .arg(theme.link.name(), name);
}

QString evidenceHtml(const diagnosis::Evidence& evidence, std::size_t index, const Theme& theme)
{
    QString html = spanLink(evidence, index, theme);
    if (!evidence.attribute.empty())
        html +=
            QLatin1Char(' ') + code(cellText(evidence.attribute, 60) + QLatin1Char('=') + cellText(evidence.value, 90));
    const QString remark = cellText(evidence.note.empty() ? evidence.service : evidence.note, 140);
    if (!remark.isEmpty())
        html += QLatin1Char(' ') + muted(remark.toHtmlEscaped(), theme);
    return html;
}

QLabel* richLabel(const QString& html, QWidget* parent)
{
    auto* label = new QLabel(html, parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setMinimumWidth(40);
    label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard |
                                   Qt::TextSelectableByMouse);
    return label;
}

} // namespace

StepRow::StepRow(const diagnosis::WalkStep& step, std::size_t index, bool pending, const Theme& theme, QWidget* parent)
    : QFrame(parent), m_step(step), m_index(index), m_theme(theme)
{
    setObjectName(QStringLiteral("step_%1").arg(index));
    setProperty("step", true);
    setAccessibleName(tr("%1 %2").arg(toText(step.question), wordFor(step.verdict, pending)));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 9, 4, 10);
    row->setSpacing(14);
    auto* mark = new QLabel(markText(step.verdict, pending), this);
    mark->setObjectName(QStringLiteral("stepMark_%1").arg(index));
    mark->setAccessibleName(wordFor(step.verdict, pending));
    mark->setProperty("mark", pending ? QStringLiteral("pending") : toText(diagnosis::name(step.verdict)));
    mark->setFixedWidth(18);
    mark->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    row->addWidget(mark, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    row->addLayout(texts, 1);
    addQuestion(*texts, pending);
    if (pending)
        return;
    addEvidence(*texts);
    addQuery(*texts);
    addAdvice(*texts);
}

void StepRow::addQuestion(QVBoxLayout& layout, bool pending)
{
    const QString question = toText(m_step.question).toHtmlEscaped();
    const QString answer = toText(m_step.answer).left(1500).toHtmlEscaped();
    const bool failed = m_step.verdict == StepVerdict::Fail;
    auto* label = richLabel(pending  ? muted(question, m_theme)
                            : failed ? question + QStringLiteral(" <b>%1</b>").arg(answer)
                                     : question + QLatin1Char(' ') + muted(answer, m_theme),
                            this);
    label->setObjectName(QStringLiteral("stepText_%1").arg(m_index));
    layout.addWidget(label);
}

void StepRow::addEvidence(QVBoxLayout& layout)
{
    QStringList parts;
    const std::size_t count = std::min(m_step.evidence.size(), kEvidenceShown);
    const bool passed = m_step.verdict == StepVerdict::Pass; // then names are enough, on one line
    for (std::size_t i = 0; i < count; ++i)
        parts.push_back(passed ? spanLink(m_step.evidence[i], i, m_theme)
                               : evidenceHtml(m_step.evidence[i], i, m_theme));
    if (parts.isEmpty())
        return;
    auto* label = richLabel(parts.join(passed ? QStringLiteral(" · ") : QStringLiteral("<br>")), this);
    label->setObjectName(QStringLiteral("stepEvidence_%1").arg(m_index));
    connect(label, &QLabel::linkActivated, this, [this](const QString& link) {
        const auto i = static_cast<std::size_t>(link.toUInt());
        if (i < m_step.evidence.size())
            emit spanActivated(m_step.evidence[i].span);
    });
    layout.addWidget(label);
}

void StepRow::addQuery(QVBoxLayout& layout)
{
    if (!m_step.asked.empty()) {
        auto* label = richLabel(
            muted(tr("asked:") + QLatin1Char(' ') + cellText(m_step.asked, 400).toHtmlEscaped(), m_theme), this);
        label->setObjectName(QStringLiteral("stepAsked_%1").arg(m_index));
        layout.addWidget(label);
    }
    if (m_step.query.empty())
        return;
    auto* label = richLabel(
        muted(tr("check it yourself:") + QLatin1Char(' ') + code(cellText(m_step.query, 400)), m_theme), this);
    label->setObjectName(QStringLiteral("stepQuery_%1").arg(m_index));
    layout.addWidget(label);
}

// The end of the walk has the remedy; what the traces cannot tell the user must ask himself.
void StepRow::addAdvice(QVBoxLayout& layout)
{
    if (m_step.verdict != StepVerdict::Unknown)
        return;
    for (std::size_t i = 0; i < m_step.then.size(); ++i) {
        layout.addWidget(makeText(QStringLiteral("→ ") + toText(m_step.then[i].text).left(500), QString(), this));
        if (m_step.then[i].command.empty())
            continue;
        auto* command = new CodeLine(toText(m_step.then[i].command).left(2000), this);
        command->setObjectName(QStringLiteral("stepCommand_%1_%2").arg(m_index).arg(i));
        layout.addWidget(command);
    }
}

} // namespace spanlight::ui
