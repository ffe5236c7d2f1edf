#include "app/session/session.h"
#include "models/report/doctor_report.h"
#include "models/trace/time_text.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace spanlight::app {
namespace {

constexpr int kWaitMs = 60'000;
using Report = std::shared_ptr<const diagnosis::PipelineReport>;

class PipelineDoctorTest : public ::testing::Test
{
protected:
    PipelineDoctorTest()
    {
        QObject::connect(&session.doctor(), &ui::DoctorDesk::ended, [this](const Report& report) {
            ++ended;
            last = report;
        });
    }
    void open(const QString& address)
    {
        session.open({address});
        ASSERT_TRUE(QTest::qWaitFor([this] { return !session.isBusy(); }, kWaitMs));
    }
    void examine()
    {
        const int before = ended;
        session.doctor().examine();
        ASSERT_TRUE(QTest::qWaitFor([&] { return ended > before; }, kWaitMs));
    }

    Session session{{}};
    int ended = 0;
    Report last;
};

QByteArray doctorOfTheCli(const QStringList& arguments)
{
    QProcess program;
    program.start(QStringLiteral(SPANLIGHT_CLI),
                  QStringList{QStringLiteral("doctor"), QStringLiteral("--format"), QStringLiteral("json")} +
                      arguments);
    EXPECT_TRUE(program.waitForFinished(kWaitMs));
    return program.readAllStandardOutput();
}

TEST_F(PipelineDoctorTest, FindsWhatTheCommandLineFinds)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer loses sight of the locks of a thread that has started a process through Qt";
#endif
    for (const char* sample : {"healthy-training", "context-lost-worker", "missing-worker-spans", "clock-skew"}) {
        const QString folder = QStringLiteral(SPANLIGHT_SAMPLES "/") + QLatin1String(sample);
        open(folder);
        examine();
        ASSERT_TRUE(last) << sample;
        EXPECT_EQ(report::doctorJson(*last), doctorOfTheCli({folder}).toStdString()) << sample;
    }
}

TEST_F(PipelineDoctorTest, LooksAsOfTheMomentOfTheWindow)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer loses sight of the locks of a thread that has started a process through Qt";
#endif
    const QString folder = QStringLiteral(SPANLIGHT_SAMPLES "/missing-worker-spans");
    const QString moment = QStringLiteral("2031-05-06T07:08:09Z");
    open(folder);
    QSignalSpy changes(&session.doctor(), &ui::DoctorDesk::subjectChanged);
    session.setNow(trace::parseTime(moment.toStdString()));
    EXPECT_EQ(changes.size(), 1);
    examine();
    ASSERT_TRUE(last);
    EXPECT_EQ(trace::toRfc3339(last->asOfNs).substr(0, 19), "2031-05-06T07:08:09");
    EXPECT_EQ(report::doctorJson(*last), doctorOfTheCli({QStringLiteral("--now"), moment, folder}).toStdString());
}

TEST_F(PipelineDoctorTest, SaysWhenAnotherLookWouldBeAtSomethingElse)
{
    QSignalSpy changes(&session.doctor(), &ui::DoctorDesk::subjectChanged);
    open(QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training"));
    EXPECT_GE(changes.size(), 1);
    changes.clear();
    session.setCompanions({});
    EXPECT_GE(changes.size(), 1);
    changes.clear();
    session.setProfile(QStringLiteral("opentelemetry"));
    EXPECT_EQ(changes.size(), 1);
    examine();
    EXPECT_EQ(changes.size(), 1) << "looking changes nothing";
}

TEST_F(PipelineDoctorTest, ExaminesAReceiverWithoutTakingItsPortTwice)
{
    open(QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=off"));
    const auto receiving = session.receiver();
    ASSERT_TRUE(receiving);
    EXPECT_FALSE(receiving->httpEndpoint.isEmpty());
    examine();
    ASSERT_TRUE(last);
    EXPECT_EQ(last->worst(), diagnosis::PartStatus::Ok);
    session.stopReceiving();
    EXPECT_TRUE(session.receiver()->httpEndpoint.isEmpty());
}

TEST_F(PipelineDoctorTest, IsStoppedByAnotherSourceAndByTheUser)
{
    open(QStringLiteral("demo:"));
    session.doctor().examine();
    EXPECT_TRUE(session.doctor().isRunning());
    session.doctor().cancel();
    EXPECT_FALSE(session.doctor().isRunning());
    EXPECT_EQ(ended, 1);
    EXPECT_FALSE(last);
    session.doctor().examine();
    open(QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training"));
    EXPECT_FALSE(session.doctor().isRunning());
    EXPECT_EQ(ended, 2);
    EXPECT_FALSE(last);
}

TEST_F(PipelineDoctorTest, AsksTheCompanionsOfTheWindow)
{
    sources::CompanionAddresses companions;
    companions.prometheus = QUrl(QStringLiteral("http://127.0.0.1:1"));
    session.setCompanions(companions);
    open(QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training"));
    examine();
    ASSERT_TRUE(last);
    ASSERT_EQ(last->parts.size(), 2U);
    EXPECT_EQ(last->parts[1].kind, "prometheus");
    EXPECT_FALSE(last->parts[1].reachable);
}

TEST_F(PipelineDoctorTest, NothingOpenHasNoParts)
{
    examine();
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->parts.empty());
}

} // namespace
} // namespace spanlight::app
