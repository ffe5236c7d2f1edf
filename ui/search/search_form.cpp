#include "ui/search/search_form.h"

#include "models/trace/ids.h"
#include "models/trace/time_text.h"
#include "ui/search/field_suggestions.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace spanlight::ui {

namespace {

constexpr qint64 kHourNs = 3'600'000'000'000;

std::optional<std::int64_t> durationOf(const QString& text, QString& error)
{
    if (text.trimmed().isEmpty())
        return std::nullopt;
    const auto parsed = trace::parseDuration(text.trimmed().remove(QLatin1Char(' ')).toStdString());
    if (!parsed)
        error = QCoreApplication::translate("SearchForm", "“%1” is no duration: write 100ms, 1.5s, 2m30s or 1h.")
                    .arg(text.trimmed());
    return parsed;
}

} // namespace

std::optional<std::vector<std::pair<QString, QString>>> parseAttributes(const QString& text)
{
    static const QRegularExpression word(QStringLiteral(R"re(([^\s="]+)=("([^"]*)"|[^\s"]*)|(\S+))re"));
    std::vector<std::pair<QString, QString>> pairs;
    for (auto it = word.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        if (match.hasCaptured(4)) {
            if (match.captured(4).compare(QLatin1String("AND"), Qt::CaseInsensitive) == 0)
                continue;
            return std::nullopt;
        }
        pairs.emplace_back(match.captured(1), match.hasCaptured(3) ? match.captured(3) : match.captured(2));
    }
    return pairs;
}

QueryOrError queryFrom(const SearchInput& input, std::int64_t nowNs)
{
    QueryOrError result;
    sources::SearchQuery& query = result.query;
    const QString id = input.id.trimmed();
    if (id.size() >= 16 && trace::parseTraceId(id.toStdString()))
        query.traceIds.push_back(id);
    else
        query.operationId = id;
    query.service = input.service.trimmed();
    query.name = input.name.trimmed();
    query.errorsOnly = input.errorsOnly;
    query.limit = input.limit;
    query.structural = input.structural.trimmed().isEmpty() ? QString() : input.structural;
    if (!query.structural.isEmpty() && !query.traceIds.empty())
        result.error = QCoreApplication::translate(
            "SearchForm", "A trace id and a query cannot be asked together: clear one of them.");
    if (const auto pairs = parseAttributes(input.attributes))
        query.attributes = *pairs;
    else
        result.error =
            QCoreApplication::translate("SearchForm", "Attributes are written as key=value, separated by blanks.");
    query.minDurationNs = durationOf(input.minDuration, result.error);
    query.maxDurationNs = durationOf(input.maxDuration, result.error);
    if (query.minDurationNs && query.maxDurationNs && *query.minDurationNs > *query.maxDurationNs)
        result.error =
            QCoreApplication::translate("SearchForm", "The shortest duration is longer than the longest one.");
    const auto typed = durationOf(input.lookBack, result.error);
    if (const std::int64_t lookBack = typed.value_or(input.lookBackNs); lookBack > 0)
        query.sinceNs = nowNs - lookBack;
    return result;
}

SearchForm::SearchForm(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("searchForm"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 9, 10, 9);
    layout->setSpacing(6);
    addFields();
    m_error = makeText(QString(), QStringLiteral("error"), this);
    m_error->setObjectName(QStringLiteral("searchError"));
    m_error->hide();
    layout->addWidget(m_error);
    m_suggestions = new FieldSuggestions(*m_name, *m_attributes, this);
    connect(m_suggestions, &FieldSuggestions::wanted, this, &SearchForm::suggestionsWanted);
    connect(m_service, &QComboBox::editTextChanged, m_suggestions, &FieldSuggestions::setService);
    setCapabilities({});
}

QLineEdit* SearchForm::makeField(const QString& name, const QString& accessible, const QString& placeholder)
{
    auto* field = new QLineEdit(this);
    field->setObjectName(name);
    field->setAccessibleName(accessible);
    field->setPlaceholderText(placeholder);
    connect(field, &QLineEdit::returnPressed, this, &SearchForm::searchRequested);
    return field;
}

QComboBox* SearchForm::makeCombo(const QString& name, const QString& accessible)
{
    auto* combo = new QComboBox(this);
    combo->setObjectName(name);
    combo->setAccessibleName(accessible);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    return combo;
}

// An editable combo box hands the Return key to its line twice.
void SearchForm::requestOnce()
{
    if (std::exchange(m_requested, true))
        return;
    QTimer::singleShot(0, this, [this] {
        m_requested = false;
        emit searchRequested();
    });
}

void SearchForm::addFields()
{
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(10);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto add = [&](const QString& label, QWidget* field) {
        auto* text = new QLabel(label, this);
        text->setProperty("role", QStringLiteral("muted"));
        text->setBuddy(field);
        text->setMinimumHeight(field->sizeHint().height());
        form->addRow(text, field);
        return text;
    };
    m_service = makeCombo(QStringLiteral("serviceField"), tr("Service"));
    m_service->setEditable(true);
    m_service->lineEdit()->setPlaceholderText(tr("any"));
    connect(m_service->lineEdit(), &QLineEdit::returnPressed, this, &SearchForm::requestOnce);
    add(tr("Service"), m_service);
    add(tr("Span"), m_name = makeField(QStringLiteral("nameField"), tr("Name of a span"), tr("any name")));
    m_type = makeCombo(QStringLiteral("typeField"), tr("Type of the operation"));
    setTypes({});
    add(tr("Type"), m_type);
    m_state = makeCombo(QStringLiteral("stateField"), tr("State of the operation"));
    for (const char* state : {"any", "completed", "failed", "stuck", "running", "cancelled", "lost", "unknown"})
        m_state->addItem(tr(state), state == std::string_view("any") ? QString() : QString::fromLatin1(state));
    add(tr("State"), m_state);
    add(tr("Attributes"), makeAttributes());
    m_structural = makeField(QStringLiteral("structuralField"), tr("Query"), QString());
    m_structural->setFont(codeFont());
    m_structuralLabel = add(tr("Query"), m_structural);
    m_time = makeCombo(QStringLiteral("timeField"), tr("How far to look back"));
    m_time->addItem(tr("any time"), qint64{0});
    for (const int hours : {1, 2, 3, 6, 12, 24, 48})
        m_time->addItem(hours == 1 ? tr("last hour") : tr("last %1 hours").arg(hours), hours * kHourNs);
    m_time->setEditable(true); // any other length: 90m, 5h
    m_time->setInsertPolicy(QComboBox::NoInsert);
    m_time->setToolTip(tr("How far to look back; any length can be written, such as 90m or 5h"));
    connect(m_time->lineEdit(), &QLineEdit::returnPressed, this, &SearchForm::requestOnce);
    add(tr("Time"), m_time);
    auto* durations = new QWidget(this);
    auto* row = new QHBoxLayout(durations);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_minDuration =
                       makeField(QStringLiteral("minDurationField"), tr("Shortest duration"), tr("from 100ms")));
    row->addWidget(m_maxDuration = makeField(QStringLiteral("maxDurationField"), tr("Longest duration"), tr("to 2h")));
    add(tr("Duration"), durations);
    m_errors = new QCheckBox(tr("only with errors"), this);
    m_errors->setObjectName(QStringLiteral("errorsField"));
    addButtons();
    auto* last = new QWidget(this);
    auto* lastRow = new QHBoxLayout(last);
    lastRow->setContentsMargins(0, 0, 0, 0);
    lastRow->addWidget(m_errors, 1);
    lastRow->addWidget(findChild<QToolButton*>(QStringLiteral("copySearch")));
    form->addRow(last); // over both columns: the form can be narrow
    static_cast<QVBoxLayout*>(layout())->addLayout(form);
    connect(m_type, &QComboBox::currentIndexChanged, this, &SearchForm::filterChanged);
    connect(m_state, &QComboBox::currentIndexChanged, this, &SearchForm::filterChanged);
}

void SearchForm::addButtons()
{
    auto* copy = new QToolButton(this);
    copy->setObjectName(QStringLiteral("copySearch"));
    copy->setAccessibleName(tr("Copy the search"));
    copy->setText(tr("Copy as"));
    copy->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(copy);
    connect(menu->addAction(tr("spanlight-cli line")), &QAction::triggered, this, &SearchForm::lineWanted);
    connect(menu->addAction(tr("curl")), &QAction::triggered, this, &SearchForm::curlWanted);
    copy->setMenu(menu);
}

// The keys that the profile knows stand behind the button and in the context menu.
QWidget* SearchForm::makeAttributes()
{
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_attributes = makeField(QStringLiteral("attributesField"), tr("Attributes, key=value"),
                             QStringLiteral("key=value key=value"));
    row->addWidget(m_attributes, 1);
    m_presets = new QMenu(m_attributes);
    m_presets->setObjectName(QStringLiteral("presets"));
    m_presets->setTitle(tr("Known attributes"));
    m_presetButton = new QToolButton(both);
    m_presetButton->setObjectName(QStringLiteral("presetButton"));
    m_presetButton->setProperty("narrow", true);
    m_presetButton->setAccessibleName(tr("Known attributes"));
    m_presetButton->setToolTip(tr("Attributes that the profile knows"));
    m_presetButton->setText(QStringLiteral("+"));
    m_presetButton->setPopupMode(QToolButton::InstantPopup);
    m_presetButton->setMenu(m_presets);
    m_presetButton->setEnabled(false);
    row->addWidget(m_presetButton);
    both->setFocusProxy(m_attributes);
    m_attributes->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_attributes, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu* standard = m_attributes->createStandardContextMenu();
        standard->setAttribute(Qt::WA_DeleteOnClose);
        if (!m_presets->isEmpty())
            standard->addMenu(m_presets);
        standard->popup(m_attributes->mapToGlobal(at));
    });
    return both;
}

void SearchForm::setPresets(const std::vector<std::pair<QString, QString>>& presets)
{
    m_presets->clear();
    QStringList words;
    for (const auto& [label, key] : presets) {
        words.push_back(key);
        connect(m_presets->addAction(label), &QAction::triggered, this, [this, key = key] {
            const QString before = m_attributes->text().trimmed();
            m_attributes->setText(before + (before.isEmpty() ? QString() : QStringLiteral(" ")) + key +
                                  QLatin1Char('='));
            m_attributes->setFocus(Qt::OtherFocusReason);
        });
    }
    m_suggestions->setKnownKeys(words);
    m_presetButton->setEnabled(!presets.empty());
}

void SearchForm::setSource(const QStringList& addresses, const sources::Capabilities& capabilities)
{
    if (m_addresses != addresses || m_suggests != capabilities.suggests)
        m_suggestions->setSource(capabilities.suggests);
    m_addresses = addresses;
    m_suggests = capabilities.suggests;
    setCapabilities(capabilities);
}

void SearchForm::takeSuggestions(const sources::SuggestionQuery& query, const QStringList& suggestions)
{
    m_suggestions->take(query, suggestions);
}

void SearchForm::setServices(const QStringList& services)
{
    const QString before = m_service->currentText();
    m_service->clear();
    m_service->addItems(services);
    m_service->setCurrentIndex(-1);
    m_service->setEditText(before);
}

void SearchForm::setTypes(const QStringList& types)
{
    const QString before = type();
    m_type->clear();
    m_type->addItem(tr("any"), QString());
    for (const QString& each : types)
        if (!each.isEmpty())
            m_type->addItem(each, each);
    m_type->setCurrentIndex(std::max(0, m_type->findData(before)));
}

SearchInput SearchForm::input() const
{
    SearchInput input;
    input.service = m_service->currentText();
    input.name = m_name->text();
    input.attributes = m_attributes->text();
    input.errorsOnly = m_errors->isChecked();
    const bool listed = m_time->currentText() == m_time->itemText(m_time->currentIndex());
    input.lookBackNs = listed ? m_time->currentData().toLongLong() : 0;
    input.lookBack = listed ? QString() : m_time->currentText();
    input.minDuration = m_minDuration->text();
    input.maxDuration = m_maxDuration->text();
    if (!m_structural->isHidden())
        input.structural = m_structural->text();
    return input;
}

void SearchForm::reset()
{
    m_service->setEditText(QString());
    for (QLineEdit* field : {m_name, m_attributes, m_minDuration, m_maxDuration, m_structural})
        field->clear();
    m_type->setCurrentIndex(0);
    m_state->setCurrentIndex(0);
    m_time->setCurrentIndex(0);
    m_time->setEditText(m_time->itemText(0));
    m_errors->setChecked(false);
    setError(QString());
}

void SearchForm::setError(const QString& error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

void SearchForm::setQueryError(const QString& error)
{
    setError(error);
    static const QRegularExpression kPlace(QStringLiteral("\\bline 1, col ([0-9]{1,6})\\b"));
    m_structural->setFocus(Qt::OtherFocusReason);
    if (const auto place = kPlace.match(error); place.hasMatch())
        m_structural->setCursorPosition(std::min(place.captured(1).toInt() - 1, int(m_structural->text().size())));
}

void SearchForm::setCapabilities(const sources::Capabilities& capabilities)
{
    const QString language = capabilities.structuralQuery;
    m_structuralLabel->setText(language);
    m_structural->setAccessibleName(tr("Query in %1").arg(language));
    m_structural->setPlaceholderText(QStringLiteral("{ … } >> { … }"));
    m_structural->setToolTip(tr("Traces that this query matches, and for which the other fields hold"));
    m_structuralLabel->setVisible(!language.isEmpty());
    m_structural->setVisible(!language.isEmpty());
    m_service->setToolTip(capabilities.searchWithoutService
                              ? QString()
                              : tr("This source cannot search all services at once: without a service, each one is "
                                   "asked by itself, up to the limit"));
    m_attributes->setToolTip(capabilities.attributeSearch
                                 ? QString()
                                 : tr("This source cannot search attributes: the newest traces, up to the limit, are "
                                      "fetched and compared here"));
    const QString durations = capabilities.durationSearch
                                  ? tr("Of the whole trace; with a name of a span, of that span")
                                  : tr("This source cannot search durations: the newest traces, up to the limit, are "
                                       "fetched and compared here");
    m_minDuration->setToolTip(durations);
    m_maxDuration->setToolTip(durations);
}

QString SearchForm::type() const
{
    return m_type->currentData().toString();
}

QString SearchForm::state() const
{
    return m_state->currentData().toString();
}

} // namespace spanlight::ui
