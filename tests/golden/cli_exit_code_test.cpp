#include "tests/golden/cli_process.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

// The command line as scripts see it: exit codes, what goes to which stream, what it says.

namespace spanlight::test {
namespace {

using nlohmann::json;

constexpr const char* kHealthy = "tests/scenarios/cases/healthy-training-d-00/spans.json";

std::string healthyId()
{
    QFile file(QStringLiteral("tests/scenarios/cases/healthy-training-d-00/expected.json"));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return json::parse(file.readAll().toStdString())["id"];
}

std::string write(const QTemporaryDir& folder, const char* name, const QByteArray& bytes)
{
    QFile file(folder.filePath(QString::fromLatin1(name)));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return file.fileName().toStdString();
}

TEST(CliExitCode, IsZeroForAResult)
{
    const CliResult result = runCli({"diagnose", kHealthy, "--operation", healthyId(), "--format", "json"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(json::parse(result.out)["verdict"]["state"], "completed");
}

TEST(CliExitCode, IsOneForAFindingAtTheAskedSeverity)
{
    EXPECT_EQ(runCli({"diagnose", kHealthy, "--operation", healthyId(), "--fail-on", "warning"}).exitCode, 0);
    EXPECT_EQ(runCli({"diagnose", kHealthy, "--operation", healthyId(), "--fail-on", "info"}).exitCode, 1);
}

TEST(CliExitCode, IsTwoForWrongUsage)
{
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {},
             {"juggle"},
             {"diagnose", kHealthy},
             {"diagnose", kHealthy, "--operation", "a", "--trace", "b"},
             {"diagnose", kHealthy, "--operation", "a", "--now", "soon"},
             {"diagnose", kHealthy, "--operation", "a", "--format", "pdf"},
             {"diagnose", kHealthy, "--operation", "a", "--profile", "nobody"},
             {"diagnose", "--operation", "a"},
             {"compare", kHealthy},
             {"compare", kHealthy, "a"},
             {"compare", "--source", kHealthy, "a"},
             {"compare", kHealthy, "a", "b", "--now", "soon"},
             {"timeline", kHealthy, "--operation", "a", "--calls", "--output", "x.svg"},
             {"search", kHealthy, "--attr", "novalue"},
             {"search", kHealthy, "--min-duration", "long"},
             {"search", kHealthy, "--limit", "0"},
             {"info", kHealthy, "--header", "Authorization: Bearer abc"},
             {"info", "jaeger+http://user:secret@127.0.0.1:1"},
             {"info", "gopher://127.0.0.1"}}) {
        const CliResult result = runCli(arguments);
        EXPECT_EQ(result.exitCode, 2) << (arguments.empty() ? "" : arguments.back());
        EXPECT_EQ(result.out, "");
        EXPECT_NE(result.err, "");
        EXPECT_EQ(result.err.find("secret@"), std::string::npos);
    }
}

TEST(CliExitCode, IsThreeWhenNothingCouldBeRead)
{
    const QTemporaryDir folder;
    for (const std::string& input :
         {std::string("no/such/file.json"), write(folder, "empty.json", {}),
          write(folder, "page.html", "<html>login</html>"), write(folder, "broken.json", "{\"data\": [{\"traceID\""),
          write(folder, "text.txt", "hello"), std::string("jaeger+http://127.0.0.1:1")}) {
        const CliResult result = runCli({"info", input});
        EXPECT_EQ(result.exitCode, 3) << input;
        EXPECT_EQ(result.out, "") << input;
        EXPECT_TRUE(result.err.starts_with("spanlight-cli: ")) << result.err;
    }
}

TEST(CliExitCode, IsThreeForAProfileThatCannotBeUsed)
{
    const QTemporaryDir folder;
    const std::string broken = write(folder, "mine.json", R"({"name": "mine", "phases": [{"id": "a"}, {"id": 7}]})");
    const CliResult diagnosis = runCli({"diagnose", kHealthy, "--operation", healthyId(), "--profile", broken});
    EXPECT_EQ(diagnosis.exitCode, 3);
    EXPECT_EQ(diagnosis.out, "");
    EXPECT_NE(diagnosis.err.find(broken + ": "), std::string::npos) << diagnosis.err;
    const CliResult check = runCli({"profile", "check", broken});
    EXPECT_EQ(check.exitCode, 3);
    EXPECT_NE(check.out.find("/phases/1/id: must be a text"), std::string::npos) << check.out;
    EXPECT_EQ(runCli({"profile", "check", "no/such/file.json"}).exitCode, 3);
    EXPECT_EQ(runCli({"profile", "show", "nobody"}).exitCode, 2);
    EXPECT_EQ(runCli({"profile"}).exitCode, 2);
}

TEST(Cli, ShowsBuiltInProfilesThatItsOwnCheckAccepts)
{
    const QTemporaryDir folder;
    for (const char* name : {"ktrdr", "opentelemetry", "jobqueue"}) {
        const CliResult shown = runCli({"profile", "show", name});
        EXPECT_EQ(shown.exitCode, 0);
        const std::string file = write(folder, "shown.json", QByteArray::fromStdString(shown.out));
        const CliResult check = runCli({"profile", "check", file, "--format", "json"});
        EXPECT_EQ(check.exitCode, 0) << check.out;
        EXPECT_EQ(json::parse(check.out)["valid"], true);
        EXPECT_EQ(json::parse(check.out)["warnings"].size(), 0U) << check.out;
    }
}

TEST(Cli, ExplainsWhatAProfileMakesOfTraces)
{
    const CliResult result = runCli({"profile", "explain", kHealthy, "--format", "json"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    const json explanation = json::parse(result.out);
    EXPECT_EQ(explanation["schema"], "spanlight.profile-explanation/1");
    EXPECT_EQ(explanation["profile"], "ktrdr");
    EXPECT_GT(explanation["spansWithPhase"], 3);
    EXPECT_FALSE(explanation["unknown"]["keys"].empty());
}

TEST(CliExitCode, IsFourWhenTheSubjectIsNotThere)
{
    const CliResult result =
        runCli({"diagnose", kHealthy, "--operation", "op_training_20990101_000000_00000000", "--format", "json"});
    EXPECT_EQ(result.exitCode, 4);
    EXPECT_EQ(json::parse(result.out)["verdict"]["state"], "not-found");
    EXPECT_EQ(runCli({"timeline", kHealthy, "--operation", "op_x"}).exitCode, 4);
    EXPECT_EQ(runCli({"search", kHealthy, "--operation", "op_x"}).exitCode, 4);
    EXPECT_EQ(runCli({"diagnose", kHealthy, "--trace", "abcdef"}).exitCode, 4);
    EXPECT_EQ(runCli({"compare", kHealthy, healthyId(), "op_x"}).exitCode, 4);
    EXPECT_EQ(runCli({"compare", kHealthy, "op_x", healthyId()}).exitCode, 4);
}

TEST(CliExitCode, OfATruncatedFileIsZeroWithTheLossListed)
{
    QFile file(QString::fromLatin1(kHealthy));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    const QTemporaryDir folder;
    const std::string cut = write(folder, "cut.json", whole.left(whole.size() * 3 / 4));
    const CliResult info = runCli({"info", cut, "--format", "json"});
    EXPECT_EQ(info.exitCode, 0);
    EXPECT_FALSE(json::parse(info.out)["warnings"].empty());
    const CliResult diagnosis = runCli({"diagnose", cut, "--operation", healthyId(), "--format", "json"});
    EXPECT_EQ(diagnosis.exitCode, 0) << diagnosis.err;
    EXPECT_EQ(json::parse(diagnosis.out)["completeness"]["complete"], false);
    EXPECT_FALSE(json::parse(diagnosis.out)["completeness"]["losses"].empty());
}

TEST(Cli, ComparesOperationsAndTracesOfOneOrSeveralSources)
{
    const CliResult result = runCli({"compare", "--source", kHealthy, healthyId(), healthyId(), "--format", "json"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    const json document = json::parse(result.out);
    EXPECT_EQ(document["deltaNs"], 0);
    const std::string traceId = document["a"]["traces"][0];
    const CliResult mixed = runCli({"compare", kHealthy, healthyId(), traceId, "--format", "json"});
    EXPECT_EQ(mixed.exitCode, 0) << mixed.err;
    EXPECT_EQ(json::parse(mixed.out)["b"]["kind"], "trace");
}

TEST(Cli, NamesTheScenariosWhenOneIsUnknown)
{
    for (const std::vector<std::string>& last : {std::vector<std::string>{"--scenario", "stukc"}, {"--scenario"}}) {
        std::vector<std::string> arguments{"diagnose", kHealthy, "--operation", healthyId()};
        arguments.insert(arguments.end(), last.begin(), last.end());
        const CliResult result = runCli(arguments);
        EXPECT_EQ(result.exitCode, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_NE(result.err.find("stuck, slow, failed, no-workers, context-lost, not-found, backend-only, "
                                  "no-progress, overhead, imbalance, missing-data, unreachable"),
                  std::string::npos)
            << result.err;
    }
}

TEST(Cli, WalksThroughAScenarioOfTheUsersOwn)
{
    const QTemporaryDir folder;
    const std::string mine = write(folder, "mine.json", R"({"id": "mine", "title": "Mine", "text": "t", "healthy": "h",
        "steps": [{"id": "one", "question": "Did it end?", "look": {"state": {"pass": ["completed"]}},
                   "pass": "It is {state}", "fail": "f"}]})");
    const CliResult result =
        runCli({"diagnose", kHealthy, "--operation", healthyId(), "--scenario", mine, "--format", "json"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    const json document = json::parse(result.out);
    EXPECT_EQ(document["scenario"]["id"], "mine");
    EXPECT_EQ(document["walk"][0]["answer"], "It is completed");
}

TEST(Cli, NamesTheMistakeInAScenarioAndTakesTheBuiltInOneOfItsName)
{
    const QTemporaryDir folder;
    const std::string broken = write(folder, "slow.json", R"({"id": "slow", "title": 3})");
    const CliResult named =
        runCli({"diagnose", kHealthy, "--operation", healthyId(), "--scenario", broken, "--format", "json"});
    EXPECT_EQ(named.exitCode, 0);
    EXPECT_NE(named.err.find(broken + " /title: must be a text"), std::string::npos) << named.err;
    EXPECT_EQ(json::parse(named.out)["scenario"]["id"], "slow");
    const std::string other = write(folder, "other.json", "[]");
    EXPECT_EQ(runCli({"diagnose", kHealthy, "--operation", healthyId(), "--scenario", other}).exitCode, 3);
}

TEST(Cli, ReadsStandardInput)
{
    QFile file(QString::fromLatin1(kHealthy));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const CliResult result = runCli({"info", "-", "--format", "json"}, file.readAll());
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_GT(json::parse(result.out)["spans"], 5);
}

TEST(Cli, GivesOneDocumentPerOperationAndLine)
{
    const CliResult result = runCli({"diagnose", "tests/recorded/replica/c1-load-imbalance.json", "--all"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    std::istringstream lines(result.out);
    int documents = 0;
    for (std::string line; std::getline(lines, line); ++documents)
        EXPECT_EQ(json::parse(line)["schema"], "spanlight.diagnosis/1");
    EXPECT_GT(documents, 5);
}

TEST(Cli, SearchNamesWhatItFoundAndSummarises)
{
    const CliResult result = runCli({"search", kHealthy, "--format", "json"});
    EXPECT_NE(result.out.find("\"id\":\"" + healthyId() + "\""), std::string::npos);
    std::istringstream lines(result.out);
    std::string last;
    int count = -1;
    for (std::string line; std::getline(lines, line); ++count)
        last = line;
    EXPECT_EQ(json::parse(last)["found"], count);
    EXPECT_EQ(json::parse(last)["limitReached"], false);
}

TEST(Cli, WritesPictures)
{
    const QTemporaryDir folder;
    for (const char* name : {"t.svg", "t.png"}) {
        const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
        const CliResult result = runCli({"timeline", kHealthy, "--operation", healthyId(), "--output", path});
        EXPECT_EQ(result.exitCode, 0) << result.err;
        EXPECT_GT(QFileInfo(QString::fromStdString(path)).size(), 1'000) << name;
    }
}

TEST(Cli, WritesPicturesWithoutASessionAndWithoutComplaints)
{
    const QTemporaryDir folder;
    QProcessEnvironment bare = QProcessEnvironment::systemEnvironment();
    bare.remove(QStringLiteral("XDG_RUNTIME_DIR"));
    const std::string path = folder.filePath(QStringLiteral("t.png")).toStdString();
    const CliResult result =
        runCli({"timeline", kHealthy, "--operation", healthyId(), "--output", path, "--now", "1800000000"}, {}, bare);
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(result.err, "");
}

TEST(Cli, NamesAFileOfTheConnectionThatIsNotThereAlsoWhenTheTracesAreInAFile)
{
    for (const std::vector<std::string>& option : std::vector<std::vector<std::string>>{
             {"--token-file", "/no/such/file"}, {"--ca", "/no/such/file"}, {"--header", "A: @/no/such/file"}}) {
        const CliResult result = runCli({"info", kHealthy, option[0], option[1]});
        EXPECT_EQ(result.exitCode, 3) << option[0];
        EXPECT_EQ(result.out, "");
        EXPECT_NE(result.err.find("/no/such/file"), std::string::npos) << result.err;
    }
}

TEST(Cli, NamesAnUnknownCommandAndTheOnesThereAre)
{
    const CliResult typo = runCli({"diagnoze", kHealthy});
    EXPECT_NE(typo.err.find("'diagnoze' is no command; did you mean 'diagnose'?"), std::string::npos) << typo.err;
    const CliResult nonsense = runCli({"nonsense"});
    EXPECT_NE(nonsense.err.find("'nonsense' is no command. Commands: info, search, diagnose, timeline"),
              std::string::npos)
        << nonsense.err;
    const CliResult source = runCli({kHealthy});
    EXPECT_NE(source.err.find("'spanlight-cli info " + std::string(kHealthy) + "'"), std::string::npos) << source.err;
    for (const CliResult& result : {typo, nonsense, source})
        EXPECT_EQ(result.exitCode, 2);
}

TEST(Cli, RecommendsAMomentForUnfinishedWorkFromFiles)
{
    const CliResult result =
        runCli({"diagnose", "tests/recorded/replica/c1-running-training.json", "--all", "--format", "text"});
    EXPECT_EQ(result.exitCode, 0);
    const CliResult one = runCli({"diagnose", "tests/recorded/replica/c1-running-training.json", "--operation",
                                  "op_training_20261121_030045_7b224a9e"});
    EXPECT_NE(one.err.find("--now"), std::string::npos) << one.err;
}

TEST(Cli, RefusesToWriteATimelineUnderTheNameOfSomethingElse)
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("t.pdf")).toStdString();
    const CliResult result = runCli({"timeline", kHealthy, "--operation", healthyId(), "--output", path});
    EXPECT_EQ(result.exitCode, 2);
    EXPECT_NE(result.err.find(".svg or .png makes a picture, .json its rows"), std::string::npos) << result.err;
    EXPECT_FALSE(QFileInfo::exists(QString::fromStdString(path)));
}

QByteArray written(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return file.readAll();
}

TEST(Cli, TakesTheFormFromTheNameOfTheOutputWhenNoneIsAskedFor)
{
    const QTemporaryDir folder;
    const auto output = [&](const char* command, const char* name, const std::vector<std::string>& more = {}) {
        const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
        std::vector<std::string> arguments{command, kHealthy, "--operation", healthyId(), "--output", path};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const CliResult result = runCli(arguments);
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return std::pair(written(path), result.err);
    };
    EXPECT_TRUE(output("diagnose", "a.md").first.startsWith("# Operation Diagnosis"));
    EXPECT_TRUE(output("diagnose", "a.html").first.startsWith("<!DOCTYPE html>"));
    EXPECT_TRUE(output("diagnose", "a.json").first.startsWith("{"));
    EXPECT_TRUE(output("diagnose", "a.txt").first.startsWith("COMPLETED"));
    EXPECT_TRUE(output("timeline", "t.json").first.startsWith("{"));
    const auto [bytes, note] = output("diagnose", "b.md", {"--format", "html"});
    EXPECT_TRUE(bytes.startsWith("<!DOCTYPE html>"));
    EXPECT_NE(note.find("gets HTML, as --format says, although its name ends with .md"), std::string::npos) << note;
}

TEST(Cli, SaysInTheAskedFormThatThereIsNoOperation)
{
    const auto all = [](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"diagnose",
                                           "tests/scenarios/cases/healthy-services-generic-00/traces-1.json",
                                           "--profile", "ktrdr", "--all"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const CliResult result = runCli(arguments);
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return result.out;
    };
    const json summary = json::parse(all({}));
    EXPECT_EQ(summary["found"], 0);
    EXPECT_GT(summary["searched"]["services"], 1);
    EXPECT_NE(summary["notes"].dump().find("diagnose --trace ID"), std::string::npos) << summary;
    EXPECT_TRUE(all({"--format", "markdown"}).starts_with("# Operation Diagnosis: no operation\n"));
    EXPECT_TRUE(all({"--format", "text"}).starts_with("0 found"));
}

TEST(Cli, DrawsGapsWithoutComplaints)
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("t.png")).toStdString();
    const CliResult result =
        runCli({"timeline", "tests/scenarios/cases/instance-mismatch-d-00/spans.json", "--operation",
                "op_training_20251231_054220_b39492", "--now", "2025-12-31T08:41:57.715300Z", "--output", path});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(result.err, "");
}

} // namespace
} // namespace spanlight::test
