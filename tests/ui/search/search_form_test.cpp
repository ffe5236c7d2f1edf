#include "ui/search/search_form.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000'000'000;

TEST(ParseAttributes, PairsAreSeparatedByBlanksOrAnd)
{
    const auto pairs = parseAttributes(QStringLiteral(R"(training.symbol=AAPL AND note="two words" empty=)"));
    ASSERT_TRUE(pairs.has_value());
    ASSERT_EQ(pairs->size(), 3U);
    EXPECT_EQ((*pairs)[0], std::make_pair(QStringLiteral("training.symbol"), QStringLiteral("AAPL")));
    EXPECT_EQ((*pairs)[1].second, QStringLiteral("two words"));
    EXPECT_EQ((*pairs)[2].second, QString());
}

TEST(ParseAttributes, AWordWithoutEqualsIsAnError)
{
    EXPECT_FALSE(parseAttributes(QStringLiteral("symbol AAPL")).has_value());
    EXPECT_TRUE(parseAttributes(QString()).has_value());
}

TEST(QueryFrom, AHexadecimalIdIsATraceAndAnyOtherAnOperation)
{
    SearchInput input;
    input.id = QStringLiteral(" 7d3a1c9e5b2f48608a4be0d1f6c7a902 ");
    EXPECT_EQ(queryFrom(input, kNow).query.traceIds.front(), QStringLiteral("7d3a1c9e5b2f48608a4be0d1f6c7a902"));
    input.id = QStringLiteral("op_training_20251111_123456_ab12cd34");
    EXPECT_EQ(queryFrom(input, kNow).query.operationId, input.id);
    EXPECT_TRUE(queryFrom(input, kNow).query.traceIds.empty());
}

TEST(QueryFrom, TheLookBackEndsNow)
{
    SearchInput input;
    input.lookBackNs = 3'600'000'000'000;
    EXPECT_EQ(queryFrom(input, kNow).query.sinceNs, kNow - 3'600'000'000'000);
    EXPECT_FALSE(queryFrom({}, kNow).query.sinceNs.has_value());
}

TEST(QueryFrom, DurationsAreReadWithUnits)
{
    SearchInput input;
    input.minDuration = QStringLiteral("1.5s");
    input.maxDuration = QStringLiteral("2m30s");
    const QueryOrError result = queryFrom(input, kNow);
    EXPECT_EQ(result.query.minDurationNs, 1'500'000'000);
    EXPECT_EQ(result.query.maxDurationNs, 150'000'000'000);
    EXPECT_TRUE(result.error.isEmpty());
}

TEST(QueryFrom, MistakesAreToldInASentence)
{
    SearchInput input;
    input.minDuration = QStringLiteral("long");
    EXPECT_TRUE(queryFrom(input, kNow).error.contains(QStringLiteral("“long” is no duration")));
    input.minDuration = QStringLiteral("2s");
    input.maxDuration = QStringLiteral("1s");
    EXPECT_FALSE(queryFrom(input, kNow).error.isEmpty());
    SearchInput attributes;
    attributes.attributes = QStringLiteral("novalue");
    EXPECT_FALSE(queryFrom(attributes, kNow).error.isEmpty());
}

class SearchFormTest : public ::testing::Test
{
protected:
    template <typename Widget>
    Widget* field(const char* name)
    {
        return form.findChild<Widget*>(QString::fromLatin1(name));
    }

    SearchForm form;
};

TEST_F(SearchFormTest, EveryFieldCanBeFoundByNameAndHasAnAccessibleName)
{
    for (const char* name : {"serviceField", "nameField", "typeField", "stateField", "attributesField", "timeField",
                             "minDurationField", "maxDurationField"}) {
        auto* widget = field<QWidget>(name);
        ASSERT_NE(widget, nullptr) << name;
        EXPECT_FALSE(widget->accessibleName().isEmpty()) << name;
    }
}

TEST_F(SearchFormTest, ReturnInAFieldAsksToSearch)
{
    QSignalSpy spy(&form, &SearchForm::searchRequested);
    QTest::keyClick(field<QLineEdit>("attributesField"), Qt::Key_Return);
    QTest::keyClick(field<QComboBox>("serviceField")->lineEdit(), Qt::Key_Return);
    ASSERT_TRUE(QTest::qWaitFor([&spy] { return spy.count() >= 2; }));
    QCoreApplication::processEvents();
    EXPECT_EQ(spy.count(), 2);
}

TEST_F(SearchFormTest, InputComesFromTheFieldsAndResetEmptiesThem)
{
    field<QLineEdit>("nameField")->setText(QStringLiteral("POST"));
    field<QComboBox>("serviceField")->setEditText(QStringLiteral("api"));
    field<QComboBox>("timeField")->setCurrentIndex(1);
    field<QCheckBox>("errorsField")->setChecked(true);
    const SearchInput input = form.input();
    EXPECT_EQ(input.name, QStringLiteral("POST"));
    EXPECT_EQ(input.service, QStringLiteral("api"));
    EXPECT_EQ(input.lookBackNs, 3'600'000'000'000);
    EXPECT_TRUE(input.errorsOnly);
    form.reset();
    EXPECT_TRUE(form.input().name.isEmpty());
    EXPECT_TRUE(form.input().service.isEmpty());
    EXPECT_FALSE(form.input().errorsOnly);
}

TEST_F(SearchFormTest, KnownAttributesStandBehindAButton)
{
    auto* button = field<QToolButton>("presetButton");
    ASSERT_NE(button, nullptr);
    EXPECT_FALSE(button->isEnabled());
    form.setPresets({{QStringLiteral("a label"), QStringLiteral("training.symbol")}});
    EXPECT_TRUE(button->isEnabled());
    field<QLineEdit>("attributesField")->setText(QStringLiteral("x=1"));
    button->menu()->actions().front()->trigger();
    EXPECT_EQ(field<QLineEdit>("attributesField")->text(), QStringLiteral("x=1 training.symbol="));
}

TEST_F(SearchFormTest, TheLastWordIsCompletedAndTheOthersStay)
{
    form.setPresets({{QStringLiteral("a label"), QStringLiteral("training.symbol")}});
    auto* attributes = field<QLineEdit>("attributesField");
    attributes->setText(QStringLiteral("x=1 tr"));
    QCompleter* completer = attributes->completer();
    completer->setCompletionPrefix(attributes->text());
    EXPECT_EQ(completer->completionCount(), 1);
    EXPECT_EQ(completer->currentCompletion(), QStringLiteral("x=1 training.symbol="));
    completer->setCompletionPrefix(QStringLiteral("x=1 "));
    EXPECT_EQ(completer->completionCount(), 0);
}

TEST_F(SearchFormTest, TheLineForAQueryIsThereForSourcesThatUnderstandOne)
{
    auto* line = field<QLineEdit>("structuralField");
    EXPECT_TRUE(line->isHidden());
    line->setText(QStringLiteral("{}"));
    EXPECT_TRUE(form.input().structural.isEmpty());
    sources::Capabilities tempo;
    tempo.structuralQuery = QStringLiteral("TraceQL");
    form.setSource({}, tempo);
    EXPECT_FALSE(line->isHidden());
    EXPECT_EQ(line->accessibleName(), QStringLiteral("Query in TraceQL"));
    EXPECT_EQ(queryFrom(form.input(), kNow).query.structural, QStringLiteral("{}"));
    form.reset();
    EXPECT_TRUE(form.input().structural.isEmpty());
}

TEST_F(SearchFormTest, AMistakeInTheQueryIsShownInPlace)
{
    sources::Capabilities tempo;
    tempo.structuralQuery = QStringLiteral("TraceQL");
    form.setSource({}, tempo);
    auto* line = field<QLineEdit>("structuralField");
    line->setText(QStringLiteral("{ name = = 1 }"));
    form.setQueryError(QStringLiteral("parse error at line 1, col 10: syntax error: unexpected ="));
    EXPECT_EQ(line->cursorPosition(), 9);
    EXPECT_TRUE(field<QLabel>("searchError")->text().contains(QStringLiteral("unexpected =")));
}

TEST_F(SearchFormTest, TheTipsSayWhatTheSourceCannotDoAndWhatIsDoneInstead)
{
    sources::Capabilities all;
    all.searchWithoutService = all.attributeSearch = all.durationSearch = true;
    form.setSource({}, all);
    EXPECT_TRUE(field<QComboBox>("serviceField")->toolTip().isEmpty());
    EXPECT_TRUE(field<QLineEdit>("attributesField")->toolTip().isEmpty());
    form.setSource({}, {});
    EXPECT_TRUE(field<QComboBox>("serviceField")->toolTip().contains(QStringLiteral("each one is asked")));
    EXPECT_TRUE(field<QLineEdit>("attributesField")->toolTip().contains(QStringLiteral("compared here")));
    EXPECT_TRUE(field<QLineEdit>("minDurationField")->toolTip().contains(QStringLiteral("compared here")));
}

class SuggestionsTest : public SearchFormTest
{
protected:
    void SetUp() override
    {
        sources::Capabilities tempo;
        tempo.suggests = true;
        form.setSource({QStringLiteral("tempo+http://h")}, tempo);
    }
    // What was asked for last, after the pause in the typing.
    sources::SuggestionQuery wanted()
    {
        EXPECT_TRUE(spy.count() > 0 || spy.wait(10'000));
        return spy.isEmpty() ? sources::SuggestionQuery() : spy.takeLast().front().value<sources::SuggestionQuery>();
    }
    QSignalSpy spy{&form, &SearchForm::suggestionsWanted};
};

TEST_F(SuggestionsTest, NamesAreThoseOfTheService)
{
    field<QComboBox>("serviceField")->setEditText(QStringLiteral("api"));
    auto* name = field<QLineEdit>("nameField");
    name->setText(QStringLiteral("start"));
    const auto query = wanted();
    EXPECT_EQ(query.of, sources::SuggestionQuery::Of::SpanNames);
    EXPECT_EQ(query.service, QStringLiteral("api"));
    form.takeSuggestions(query, {QStringLiteral("training.start"), QStringLiteral("GET /")});
    name->completer()->setCompletionPrefix(QStringLiteral("start"));
    EXPECT_EQ(name->completer()->completionCount(), 1);
    name->setText(QStringLiteral("starts")); // is known by now
    EXPECT_FALSE(spy.wait(400));
}

TEST_F(SuggestionsTest, KeysComeFirstThenTheValuesOfTheKey)
{
    auto* attributes = field<QLineEdit>("attributesField");
    attributes->setText(QStringLiteral("x=1 training"));
    auto query = wanted();
    EXPECT_EQ(query.of, sources::SuggestionQuery::Of::AttributeKeys);
    form.takeSuggestions(query, {QStringLiteral("training.symbol")});
    attributes->completer()->setCompletionPrefix(attributes->text());
    EXPECT_EQ(attributes->completer()->currentCompletion(), QStringLiteral("x=1 training.symbol="));
    attributes->setText(QStringLiteral("x=1 training.symbol=A"));
    query = wanted();
    EXPECT_EQ(query.of, sources::SuggestionQuery::Of::AttributeValues);
    EXPECT_EQ(query.key, QStringLiteral("training.symbol"));
    form.takeSuggestions(query, {QStringLiteral("AAPL"), QStringLiteral("A B")});
    attributes->completer()->setCompletionPrefix(QStringLiteral("x=1 training.symbol=AA"));
    EXPECT_EQ(attributes->completer()->currentCompletion(), QStringLiteral("x=1 training.symbol=AAPL"));
    attributes->completer()->setCompletionPrefix(QStringLiteral("x=1 training.symbol=\"A"));
    EXPECT_EQ(attributes->completer()->completionCount(), 1);
}

TEST_F(SuggestionsTest, ASourceThatKnowsNothingIsNotAsked)
{
    form.setSource({}, {});
    field<QLineEdit>("nameField")->setText(QStringLiteral("start"));
    EXPECT_FALSE(spy.wait(400));
}

TEST_F(SearchFormTest, NewServicesDoNotOverwriteWhatWasTyped)
{
    field<QComboBox>("serviceField")->setEditText(QStringLiteral("my-service"));
    form.setServices({QStringLiteral("a"), QStringLiteral("b")});
    EXPECT_EQ(form.input().service, QStringLiteral("my-service"));
}

} // namespace
