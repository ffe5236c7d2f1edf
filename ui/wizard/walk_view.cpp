#include "ui/wizard/walk_view.h"

#include "models/items/text.h"
#include "ui/theme/parts.h"
#include "ui/wizard/step_row.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace spanlight::ui {

using diagnosis::StepVerdict;
using items::toText;

namespace {

QString endKind(const diagnosis::Walk& walk)
{
    if (walk.firstFailure())
        return QStringLiteral("error");
    return walk.suggested || walk.undecided ? QStringLiteral("warning") : QStringLiteral("ok");
}

} // namespace

WalkView::WalkView(QWidget* parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("walkView"));
    setAccessibleName(tr("Steps"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WalkView::step);
    rebuild();
}

void WalkView::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (m_walk != nullptr && !isDone())
        m_shown = m_walk->steps.size(); // no use in going on step by step
    m_timer.stop();
    rebuild();
}

void WalkView::setWalk(std::shared_ptr<const diagnosis::Walk> walk)
{
    m_walk = std::move(walk);
    m_hint.clear();
    m_shown = m_delayMs > 0 || m_walk == nullptr ? 0 : m_walk->steps.size();
    rebuild();
    if (m_walk != nullptr && m_delayMs > 0)
        m_timer.start(m_delayMs);
    else if (m_walk != nullptr)
        emit done();
}

void WalkView::showHint(const QString& hint)
{
    m_timer.stop();
    m_walk.reset();
    m_shown = 0;
    m_hint = hint;
    rebuild();
}

void WalkView::step()
{
    if (m_walk == nullptr || isDone())
        return;
    delete std::exchange(m_pending, nullptr);
    addStep(m_shown++, false);
    updateTitle();
    if (isDone()) {
        addEnd();
        emit done();
    } else {
        addStep(m_shown, true);
        m_timer.start(m_delayMs);
    }
    scrollToEnd();
}

void WalkView::rebuild()
{
    auto* content = new QWidget(this);
    m_layout = new QVBoxLayout(content);
    m_layout->setContentsMargins(22, 14, 22, 18);
    m_layout->setSpacing(0);
    m_title = makeText(m_hint, m_hint.isEmpty() ? QString() : QStringLiteral("muted"), content);
    m_title->setObjectName(QStringLiteral("walkTitle"));
    m_layout->addWidget(m_title);
    m_layout->addStretch(1);
    m_pending = nullptr;
    setWidget(content);
    updateTitle();
    if (m_walk == nullptr)
        return;
    for (std::size_t i = 0; i < m_shown; ++i)
        addStep(i, false);
    if (isDone())
        addEnd();
    else
        addStep(m_shown, true);
}

void WalkView::addStep(std::size_t i, bool pending)
{
    if (i >= m_walk->steps.size())
        return;
    auto* row = new StepRow(m_walk->steps[i], i, pending, m_theme, widget());
    connect(row, &StepRow::spanActivated, this, &WalkView::spanActivated);
    m_layout->insertWidget(m_layout->count() - 1, row);
    row->show();
    m_pending = pending ? row : nullptr;
}

void WalkView::updateTitle()
{
    if (m_walk == nullptr)
        return;
    const auto count = static_cast<int>(m_walk->steps.size());
    const QString remark = !isDone()    ? tr("%1 of %2 steps done").arg(m_shown).arg(count)
                           : count == 1 ? tr("1 step")
                                        : tr("%1 steps").arg(count);
    m_title->setTextFormat(Qt::RichText);
    m_title->setText(QStringLiteral("<b>%1</b> <span style=\"color:%2\">– %3</span>")
                         .arg(toText(m_walk->title).toHtmlEscaped(), m_theme.muted.name(), remark));
}

void WalkView::addEnd()
{
    auto* box = new QFrame(widget());
    box->setObjectName(QStringLiteral("walkEnd"));
    box->setProperty("verdict", endKind(*m_walk));
    box->setAccessibleName(tr("Verdict"));
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(14, 11, 14, 12);
    layout->setSpacing(7);
    auto* conclusion = makeText(toText(m_walk->conclusion).left(4000), QStringLiteral("title"), box);
    conclusion->setTextFormat(Qt::PlainText);
    conclusion->setObjectName(QStringLiteral("walkConclusion"));
    layout->addWidget(conclusion);
    for (std::size_t i = 0; i < m_walk->fixes.size(); ++i) {
        layout->addWidget(makeText(QStringLiteral("→ ") + toText(m_walk->fixes[i].text).left(1000), QString(), box));
        if (m_walk->fixes[i].command.empty())
            continue;
        auto* command = new CodeLine(toText(m_walk->fixes[i].command).left(2000), box);
        command->setObjectName(QStringLiteral("walkFix_%1").arg(i));
        layout->addWidget(command);
    }
    if (m_walk->suggested) {
        auto* other = new QPushButton(tr("Take the way that fits better"), box);
        other->setObjectName(QStringLiteral("walkSuggestion"));
        connect(other, &QPushButton::clicked, this,
                [this, id = toText(*m_walk->suggested)] { emit suggestionChosen(id); });
        layout->addWidget(other, 0, Qt::AlignLeft);
    }
    m_layout->insertSpacing(m_layout->count() - 1, 12);
    m_layout->insertWidget(m_layout->count() - 1, box);
    box->show();
}

// The newest step stays in view while they run, also when it grows after its layout.
void WalkView::scrollToEnd()
{
    m_layout->activate();
    widget()->adjustSize();
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

trace::SpanRef WalkView::firstSpan() const
{
    if (m_walk == nullptr)
        return trace::kNoSpanRef;
    trace::SpanRef any = trace::kNoSpanRef;
    for (const diagnosis::WalkStep& step : m_walk->steps)
        for (const diagnosis::Evidence& evidence : step.evidence) {
            if (evidence.span.valid() && step.verdict == StepVerdict::Fail)
                return evidence.span;
            if (!any.valid())
                any = evidence.span;
        }
    return any;
}

} // namespace spanlight::ui
