#include "ui/gantt/find_bar.h"

#include "ui/gantt/gantt_view.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace spanlight::ui {

namespace {

constexpr std::size_t kRowsAtOnce = 10'000; // found between two frames

QToolButton* makeButton(const char* name, const QString& text, const QString& spoken, const QString& tip,
                        QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setAccessibleName(spoken);
    button->setToolTip(tip);
    return button;
}

QString grouped(std::size_t count)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(count));
}

} // namespace

FindBar::FindBar(GanttView& view, QWidget* parent) : QFrame(parent), m_view(view)
{
    setObjectName(QStringLiteral("findBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(6);
    makeField();
    makeButtons();
    makeOrder();
    connect(&m_finder, &GanttFinder::found, this, &FindBar::takeMatches);
    connect(&m_finder, &GanttFinder::ordered, this, [this](const auto& order) { m_view.setOrder(order); });
    connect(&m_view, &GanttView::documentChanged, this, &FindBar::takeDocument);
    connect(&m_view, &GanttView::filterDropped, m_only, [this] { m_only->setChecked(false); });
    showMatches();
}

void FindBar::makeField()
{
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("findField"));
    m_field->setAccessibleName(tr("Find spans in the timeline"));
    m_field->setPlaceholderText(tr("Find spans, key=value"));
    m_field->setToolTip(
        tr("<p>Names, services, keys and values of attributes, events, ids. Every word must be there.</p>"
           "<table><tr><td><b>\"two words\"</b></td><td>as they stand</td></tr>"
           "<tr><td><b>http.method=GET</b></td><td>the value begins so</td></tr>"
           "<tr><td><b>method=\"GET\"</b></td><td>the whole value</td></tr>"
           "<tr><td><b>-word</b></td><td>not that</td></tr>"
           "<tr><td><b>status=error</b></td><td>also name=, service=, kind=</td></tr></table>"
           "<p>Enter: next, Shift+Enter: previous, Esc: clear</p>"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(120);
    m_field->setMaximumWidth(380);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::search);
    static_cast<QHBoxLayout*>(layout())->addWidget(m_field, 4);
}

void FindBar::makeButtons()
{
    m_previous =
        makeButton("findPrevious", QStringLiteral("↑"), tr("Previous match"), tr("Previous match (Shift+Enter)"), this);
    m_next = makeButton("findNext", QStringLiteral("↓"), tr("Next match"), tr("Next match (Enter)"), this);
    m_only = makeButton("findOnly", tr("Only matches"), tr("Show only matches"),
                        tr("Show only what matches and what is above it, instead of marking it"), this);
    m_only->setCheckable(true);
    m_only->setChecked(true);
    m_count = new ElidedLabel(this);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setAccessibleName(tr("Matches"));
    m_count->setProperty("role", "muted");
    for (QToolButton* arrow : {m_previous, m_next})
        arrow->setProperty("narrow", true);
    connect(m_previous, &QToolButton::clicked, this, [this] { step(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(true); });
    connect(m_only, &QToolButton::toggled, this, &FindBar::showMatches);
    auto* row = static_cast<QHBoxLayout*>(layout());
    for (QWidget* widget :
         {static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next), static_cast<QWidget*>(m_only)})
        row->addWidget(widget);
    row->addWidget(m_count, 1);
}

void FindBar::makeOrder()
{
    m_order = new QComboBox(this);
    m_order->setObjectName(QStringLiteral("siblingOrder"));
    m_order->setAccessibleName(tr("Order of the spans below one parent"));
    m_order->setToolTip(tr("Which of the spans below one parent come first"));
    m_order->addItem(tr("By start"), static_cast<int>(SiblingOrder::Start));
    m_order->addItem(tr("Longest first"), static_cast<int>(SiblingOrder::Longest));
    m_order->addItem(tr("Most own time first"), static_cast<int>(SiblingOrder::OwnTime));
    m_order->addItem(tr("Errors first"), static_cast<int>(SiblingOrder::Errors));
    connect(m_order, &QComboBox::currentIndexChanged, this, [this] {
        if (m_view.document() != nullptr)
            m_finder.order(m_view.sharedDocument(), static_cast<SiblingOrder>(m_order->currentData().toInt()));
    });
    static_cast<QHBoxLayout*>(layout())->addWidget(m_order);
}

void FindBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void FindBar::setText(const QString& text)
{
    m_field->setText(text);
}

QString FindBar::countText() const
{
    return m_count->text();
}

void FindBar::search()
{
    m_stepWhenFound = false;
    trace::SpanQuery query = trace::parseSpanQuery(m_field->text().toStdString());
    if (m_view.document() == nullptr || query.empty()) {
        m_finder.forgetFind();
        m_matches.reset();
        showMatches();
    } else {
        m_finder.find(m_view.sharedDocument(), std::move(query));
    }
}

void FindBar::takeMatches(const std::shared_ptr<const RowMatches>& matches)
{
    m_matches = matches;
    showMatches();
    if (std::exchange(m_stepWhenFound, false))
        step(true);
}

void FindBar::takeDocument()
{
    m_finder.forgetFind();
    m_finder.forgetOrder();
    m_matches.reset();
    const GanttDocument* document = m_view.document();
    setEnabled(document != nullptr);
    if (document != nullptr && m_order->currentIndex() > 0) {
        const auto by = static_cast<SiblingOrder>(m_order->currentData().toInt());
        if (document->timeline.rows.size() <= kRowsAtOnce)
            m_view.setOrder(std::make_shared<const RowOrder>(orderRows(*document, by)));
        else
            m_finder.order(m_view.sharedDocument(), by);
    }
    const trace::SpanQuery query = trace::parseSpanQuery(m_field->text().toStdString());
    if (document != nullptr && !query.empty() && document->traces->spanCount() <= kRowsAtOnce)
        takeMatches(GanttFinder::findNow(*document, query)); // no flicker while a running operation is followed
    else
        search();
}

void FindBar::showMatches()
{
    m_view.setMatches(m_matches, m_matches != nullptr && m_matches->count > 0 && m_only->isChecked());
    const bool none = m_matches != nullptr && m_matches->count == 0;
    const bool some = m_matches != nullptr && !none;
    m_previous->setEnabled(some);
    m_next->setEnabled(some);
    m_count->setText(none   ? tr("No span matches")
                     : some ? tr("%1 of %2").arg(grouped(m_matches->count), grouped(findableCount(*m_view.document())))
                            : QString());
    m_count->setToolTip(none ? tr("No name, service, attribute or event has it. Everything is shown.") : QString());
    emit shown();
}

void FindBar::step(bool forward)
{
    m_view.stepMatch(forward);
}

void FindBar::leave()
{
    m_field->clear();
    m_view.setFocus(Qt::OtherFocusReason);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_stepWhenFound = m_matches == nullptr && !m_field->text().trimmed().isEmpty();
        step((key->modifiers() & Qt::ShiftModifier) == 0);
        return true;
    case Qt::Key_Escape:
        leave();
        return true;
    case Qt::Key_Down:
        m_view.setFocus(Qt::OtherFocusReason);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace spanlight::ui
