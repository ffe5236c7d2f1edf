#include "app/session/session.h"
#include "tests/golden/cli_process.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <map>
#include <sstream>

// The list of operations with their verdicts, as the window fills it in the background.

using namespace spanlight;
using namespace spanlight::app;

namespace {

// Traces of `count` small jobs, each completed but every tenth, which fails.
QByteArray manyOperations(int count)
{
    QByteArray text(R"({"data":[)");
    for (int i = 0; i < count; ++i) {
        const bool failed = i % 10 == 0;
        const QByteArray trace = QByteArray::number(0x100000 + i, 16).rightJustified(32, '0');
        const QByteArray id = "op_training_20260101_000000_" + QByteArray::number(i).rightJustified(8, '0');
        const auto span = [&](int n, const QByteArray& name, const QByteArray& state) {
            return R"({"traceID":")" + trace + R"(","spanID":")" +
                   QByteArray::number(16 * (i + 1) + n, 16).rightJustified(16, '0') + R"(","operationName":")" + name +
                   R"(","references":[],"startTime":)" +
                   QByteArray::number(1767225600000000 + i * 1000000LL + n * 1000) +
                   R"(,"duration":500,"tags":[{"key":"operation.id","type":"string","value":")" + id +
                   R"("},{"key":"operation.to_status","type":"string","value":")" + state +
                   R"("}],"logs":[],"processID":"p1"})";
        };
        text += (i > 0 ? "," : "") + (R"({"traceID":")" + trace) + R"(","spans":[)" +
                span(1, "operation.register", "pending") + ',' +
                span(2, "operation.state_transition", failed ? "failed" : "completed") +
                R"(],"processes":{"p1":{"serviceName":"ktrdr-api","tags":[]}}})";
    }
    return text + "]}";
}

class OperationsView : public ::testing::Test
{
protected:
    void SetUp() override
    {
        QObject::connect(&session, &ui::Workbench::resultsChanged, [this](const auto& list) { rows = list; });
        QObject::connect(&session, &ui::Workbench::resultChanged, [this](int row, const items::OperationRow& value) {
            rows[static_cast<std::size_t>(row)] = value;
            order.push_back(row);
        });
    }
    bool waitForVerdicts()
    {
        return QTest::qWaitFor(
            [this] {
                return !rows.empty() &&
                       std::all_of(rows.begin(), rows.end(), [](const auto& r) { return r.state.has_value(); });
            },
            60'000);
    }
    QString writeFile(const QByteArray& bytes)
    {
        QFile file(folder.filePath(QStringLiteral("many.json")));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }

    QTemporaryDir folder;
    std::vector<items::OperationRow> rows;
    std::vector<int> order;
    Session session{{}};
};

TEST_F(OperationsView, SaysOfTheDemoWhatDiagnoseAllSays)
{
    session.open({QStringLiteral("demo:")});
    ASSERT_TRUE(waitForVerdicts());
    const test::CliResult result = test::runCli({"diagnose", "demo:", "--all"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    std::map<std::string, std::pair<std::string, std::string>> said;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        const auto document = nlohmann::json::parse(line);
        const auto& primary = document["verdict"]["primary"];
        said[document["subject"]["id"]] = {document["verdict"]["state"],
                                           primary.is_null() ? "" : primary.get<std::string>()};
    }
    std::size_t operations = 0;
    for (const items::OperationRow& row : rows) {
        if (row.isTrace)
            continue;
        ++operations;
        const auto& [state, primary] = said[row.id.toStdString()];
        EXPECT_EQ(diagnosis::name(*row.state), state) << row.id.toStdString();
        EXPECT_EQ(row.primary.toStdString(), primary) << row.id.toStdString();
    }
    EXPECT_EQ(operations, said.size());
    EXPECT_GT(operations, 50U);
}

TEST_F(OperationsView, JudgesEveryOperationOfThousands)
{
    constexpr int kCount = 2'000;
    session.open({writeFile(manyOperations(kCount))});
    ASSERT_TRUE(waitForVerdicts());
    EXPECT_EQ(rows.size(), std::size_t{kCount});
    EXPECT_EQ(
        std::count_if(rows.begin(), rows.end(), [](const auto& r) { return r.state == diagnosis::State::Failed; }),
        kCount / 10);
    EXPECT_EQ(order.size(), std::size_t{kCount}) << "each one once";
}

TEST_F(OperationsView, BeginsWithTheRowsThatAreSeen)
{
    session.open({writeFile(manyOperations(3'000))});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !rows.empty(); }, 60'000));
    session.prefer({2'900, 2'901});
    ASSERT_TRUE(QTest::qWaitFor([this] { return rows[2'900].state && rows[2'901].state; }, 60'000));
    EXPECT_LT(order.size(), 2'900U);
}

TEST_F(OperationsView, StopsAtOnceWhenSomethingElseIsOpened)
{
    session.open({writeFile(manyOperations(3'000))});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !order.empty(); }, 60'000));
    session.open({QStringLiteral("demo:")});
    EXPECT_TRUE(session.isBusy()) << "it does not wait for either list";
    order.clear();
    ASSERT_TRUE(waitForVerdicts());
    EXPECT_EQ(order.size(), rows.size()) << "nothing of the former list arrives";
}

} // namespace
