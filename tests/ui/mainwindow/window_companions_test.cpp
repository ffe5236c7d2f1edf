#include "tests/ui/mainwindow/fake_workbench.h"
#include "ui/companions/companions_dialog.h"
#include "ui/companions/metric_strip.h"
#include "ui/companions/worker_panel.h"
#include "ui/gantt/gantt_view.h"
#include "ui/mainwindow/document_export.h"
#include "ui/mainwindow/main_window.h"
#include "ui/mainwindow/operation_header.h"

#include <QAction>
#include <QClipboard>
#include <QDockWidget>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr const char* kSpans = "root @0+100000 a";

class WindowCompanionsTest : public ::testing::Test
{
protected:
    WindowCompanionsTest()
    {
        facts.operation.push_back({});
        facts.operation.back().origin = {"http://api:8000/api/v1/operations/op_test_1", 990 * kSecond};
        facts.operation.back().status = "running";
        facts.operation.back().percentage = 45.2;
        facts.operation.back().step = "training-loop";
        facts.operation.back().updatedAtNs = 988 * kSecond;
        operations::WorkerFact worker;
        worker.id = "w1";
        worker.currentOperation = "op_other";
        facts.workers.emplace();
        facts.workers->origin = {"http://api:8000/api/v1/workers", 990 * kSecond};
        facts.workers->workers.push_back(worker);
        operations::MetricSeries series;
        series.query = "workers";
        series.stepNs = 15 * kSecond;
        series.samples = {{0, 1}, {15 * kSecond, 2}};
        facts.series.push_back(series);
        auto profile = std::make_shared<operations::Profile>();
        profile->metrics = {{"workers", "", "", "", {}, {}}};
        workbench.vocabulary = profile;
        workbench.asOfNs = 1000 * kSecond;
        window.resize(1400, 900);
        window.show();
    }
    void show()
    {
        workbench.facts = std::make_shared<const operations::CompanionFacts>(facts);
        workbench.show(kSpans, {});
    }
    QDockWidget& dock() { return *window.findChild<QDockWidget*>(QStringLiteral("workersDock")); }
    QLabel& progress() { return *window.findChild<QLabel*>(QStringLiteral("operationProgress")); }
    MetricStrip& strip() { return *window.findChild<MetricStrip*>(); }

    operations::CompanionFacts facts;
    test::FakeWorkbench workbench;
    test::FakePreferences preferences;
    MainWindow window{workbench, preferences};
};

TEST_F(WindowCompanionsTest, TakeNoRoomWhereThereAreNone)
{
    workbench.show(kSpans, {});
    EXPECT_TRUE(dock().isHidden());
    EXPECT_TRUE(strip().isHidden());
    EXPECT_TRUE(progress().isHidden());
}

TEST_F(WindowCompanionsTest, ShowMetricsWorkersAndProgress)
{
    workbench.setCompanions(sources::companionAddresses({}, QStringLiteral("http://api:8000"), {}).value());
    EXPECT_FALSE(dock().isHidden()) << "there is somebody to ask";
    show();
    EXPECT_FALSE(strip().isHidden());
    EXPECT_EQ(strip().lanes().size(), 1U);
    EXPECT_EQ(progress().text(), QStringLiteral("45.2\u00a0%, training-loop, 12 s ago"));
    EXPECT_TRUE(progress().toolTip().contains(QLatin1String("http://api:8000"))) << progress().toolTip().toStdString();
    EXPECT_EQ(window.findChild<QTableView*>(QStringLiteral("workerTable"))->model()->rowCount(), 1);
    emit window.findChild<WorkerPanel*>()->operationActivated(QStringLiteral("op_other"));
    EXPECT_EQ(workbench.operations, QStringList{QStringLiteral("op_other")});
}

TEST_F(WindowCompanionsTest, StandInAVectorPictureUnlessTheyAreFolded)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("picture.svg"));
    const auto drawn = [&] {
        EXPECT_TRUE(window.exports().writePicture(path));
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return QString::fromUtf8(file.readAll());
    };
    facts.series.front().title = "Workers available";
    facts.series.front().origin = {"http://localhost:9090/api/v1/query_range", 990 * kSecond};
    show();
    EXPECT_TRUE(drawn().contains(QStringLiteral("Workers available")));
    EXPECT_TRUE(drawn().contains(QStringLiteral("Metrics · localhost:9090, asked at 1970-01-01T00:16:30")));
    strip().setFolded(true);
    EXPECT_FALSE(drawn().contains(QStringLiteral("Workers available")));
}

TEST_F(WindowCompanionsTest, TellHowProgressStandsToTheMomentOfLooking)
{
    facts.operation.back().updatedAtNs.reset();
    facts.operation.back().origin.timeNs = workbench.asOfNs + kSecond / 2;
    show();
    EXPECT_TRUE(progress().text().endsWith(QLatin1String("just now"))) << progress().text().toStdString();
    facts.operation.back().origin.timeNs = workbench.asOfNs + 180 * kSecond;
    show();
    EXPECT_TRUE(progress().text().endsWith(QLatin1String("told 3 min later"))) << progress().text().toStdString();
}

TEST_F(WindowCompanionsTest, AreNotTakenForTheProgressOfWhatTheApiDenies)
{
    facts.operation.back().known = false;
    show();
    EXPECT_TRUE(progress().isHidden());
    facts.operation.clear();
    show();
    EXPECT_TRUE(progress().isHidden());
}

TEST_F(WindowCompanionsTest, AreChosenInAFormAndKept)
{
    window.actions().companions->trigger();
    auto* form = window.findChild<CompanionsDialog*>();
    ASSERT_NE(form, nullptr);
    EXPECT_FALSE(form->isModal());
    form->findChild<QLineEdit*>(QStringLiteral("prometheusAddress"))->setText(QStringLiteral("http://p:9090"));
    form->findChild<QPushButton*>(QStringLiteral("companionsUse"))->click();
    EXPECT_EQ(preferences.companions().prometheus.toString(), QStringLiteral("http://p:9090"));
    EXPECT_EQ(workbench.companions().addresses.prometheus.toString(), QStringLiteral("http://p:9090"));
}

TEST_F(WindowCompanionsTest, BelongToTheCommandLineThatIsCopied)
{
    workbench.open({QStringLiteral("jaeger+http://j:16686")});
    workbench.setCompanions(
        sources::companionAddresses(QStringLiteral("http://p:9090"), QStringLiteral("http://k:8000"), {}).value());
    show();
    window.actions().copyCommand->trigger();
    const QString line = QGuiApplication::clipboard()->text();
    EXPECT_TRUE(line.contains(QLatin1String("--prometheus 'http://p:9090' --ktrdr 'http://k:8000'")))
        << line.toStdString();
    EXPECT_FALSE(line.contains(QLatin1String("--grafana")));
}

} // namespace
