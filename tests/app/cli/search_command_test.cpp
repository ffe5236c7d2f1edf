#include "tests/support/run_program.h"
#include "tests/support/replay_server.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight {
namespace {

using test::ProgramRun;
using test::ReplayServer;
using test::runProgram;

ProgramRun search(const QString& source, const QStringList& arguments)
{
    return runProgram(QStringList{QStringLiteral("search"), source, QStringLiteral("--timeout"), QStringLiteral("5"),
                                  QStringLiteral("--format"), QStringLiteral("json")} +
                      arguments);
}

class SearchCommandTest : public ::testing::Test
{
protected:
    ReplayServer m_server{QStringLiteral(SPANLIGHT_RECORDED "/tempo-3.0.3")};
    QString m_tempo = QStringLiteral("tempo+") + m_server.url();
};

TEST_F(SearchCommandTest, AsksTempoAQueryOfTheUsersOwn)
{
    const ProgramRun run =
        search(m_tempo, {QStringLiteral("--query"),
                         QStringLiteral("{ name = \"cli.train\" } >> { name = \"training.training_loop\" }")});
    EXPECT_EQ(run.exitCode, 0) << run.errors;
    const auto first = nlohmann::json::parse(run.output.substr(0, run.output.find('\n')));
    EXPECT_EQ(first["id"], "op_training_20251111_123456_abcd1234");
}

TEST_F(SearchCommandTest, AMistakeInTheQueryIsWrongUsageInTheServersWords)
{
    const ProgramRun run = search(m_tempo, {QStringLiteral("--query"), QStringLiteral("{ resource.service.name = ")});
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.output, "");
    EXPECT_NE(run.errors.find("line 1, col 27: syntax error"), std::string::npos) << run.errors;
}

TEST_F(SearchCommandTest, AQueryIsNeverLeftOutForASourceThatCannotBeAsked)
{
    const ProgramRun run = search(QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training/spans.json"),
                                  {QStringLiteral("--query"), QStringLiteral("{}")});
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.output, "");
    EXPECT_NE(run.errors.find("needs Tempo"), std::string::npos) << run.errors;
    const ProgramRun both = search(
        m_tempo, {QStringLiteral("--query"), QStringLiteral("{}"), QStringLiteral("--trace"), QStringLiteral("1234")});
    EXPECT_EQ(both.exitCode, 2);
}

} // namespace
} // namespace spanlight
