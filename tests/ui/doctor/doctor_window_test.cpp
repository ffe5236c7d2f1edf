#include "ui/doctor/doctor_window.h"

#include "models/report/doctor_report.h"
#include "ui/doctor/part_card.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QClipboard>
#include <QFrame>
#include <QLabel>
#include <QPushButton>

#include <gtest/gtest.h>

#include <stdexcept>

namespace spanlight::ui {
namespace {

using diagnosis::PartStatus;

class FakeDesk final : public DoctorDesk
{
public:
    void examine() override
    {
        ++examined;
        running = true;
    }
    void cancel() override
    {
        ++cancelled;
        if (std::exchange(running, false))
            emit ended(nullptr);
    }
    [[nodiscard]] bool isRunning() const override { return running; }
    void end(diagnosis::PipelineReport report)
    {
        running = false;
        emit ended(std::make_shared<const diagnosis::PipelineReport>(std::move(report)));
    }

    int examined = 0;
    int cancelled = 0;
    bool running = false;
};

diagnosis::PipelineReport someReport()
{
    diagnosis::PipelineReport report{"ktrdr", 1'700'000'000'000'000'000, {}};
    report.parts.push_back({"source",
                            "jaeger+http://127.0.0.1:16686",
                            "Jaeger",
                            "1.76.0",
                            true,
                            {{"reachable", PartStatus::Ok, "Jaeger answers", {}, {{"no remedy is needed", {}}}},
                             {"clock",
                              PartStatus::Warning,
                              "its <b>clock</b> is behind",
                              {"Date header"},
                              {{"Synchronise both clocks", "timedatectl status"}}}}});
    report.parts.push_back({"prometheus",
                            "http://127.0.0.1:9090",
                            "Prometheus",
                            "",
                            false,
                            {{"reachable", PartStatus::Error, "It cannot be used.", {}, {}}}});
    return report;
}

class DoctorWindowTest : public ::testing::Test
{
protected:
    template <typename Widget>
    [[nodiscard]] Widget& part(const char* name)
    {
        auto* found = window.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr)
            throw std::logic_error(name);
        return *found;
    }
    [[nodiscard]] QStringList texts()
    {
        QStringList all;
        for (const QLabel* label : window.findChildren<QLabel*>())
            all << label->text();
        return all;
    }

    FakeDesk desk;
    DoctorWindow window{desk};
};

TEST_F(DoctorWindowTest, LooksAtEverythingWhenItIsOpened)
{
    window.begin();
    EXPECT_EQ(desk.examined, 1);
    EXPECT_TRUE(part<QPushButton>("doctorStop").isEnabled());
    EXPECT_FALSE(part<QPushButton>("doctorRun").isEnabled());
    EXPECT_FALSE(part<QPushButton>("doctorCopyJson").isEnabled());
    emit desk.progressChanged(1, 3, QStringLiteral("archive: is it sound"));
    EXPECT_EQ(part<QLabel>("doctorActivity").text(), QStringLiteral("archive: is it sound"));
}

TEST_F(DoctorWindowTest, ShowsACardForEachPartWithItsChecksAndRemedies)
{
    window.begin();
    desk.end(someReport());
    EXPECT_EQ(window.findChildren<PartCard*>().size(), 2);
    const QStringList shown = texts();
    EXPECT_TRUE(shown.contains(QStringLiteral("its <b>clock</b> is behind"))) << "as plain text";
    EXPECT_TRUE(shown.contains(QStringLiteral("→ Synchronise both clocks")));
    EXPECT_FALSE(shown.contains(QStringLiteral("→ no remedy is needed")));
    EXPECT_TRUE(shown.filter(QStringLiteral("version 1.76.0")).size() == 1);
    ASSERT_NE(window.findChild<CodeLine*>(), nullptr);
    EXPECT_EQ(window.findChild<CodeLine*>()->code(), QStringLiteral("timedatectl status"));
    EXPECT_TRUE(part<QLabel>("doctorSummary").text().startsWith(QStringLiteral("1 error, 1 warning in 2 parts")));
    EXPECT_EQ(part<QLabel>("status_clock").property("badge").toString(), QStringLiteral("warning"));
}

TEST_F(DoctorWindowTest, HasATitleOfItsOwnForEveryCheckThereIs)
{
    QStringList titles;
    for (const std::string_view id : diagnosis::kCheckIds) {
        EXPECT_NE(checkTitle(id).toStdString(), id);
        titles << checkTitle(id);
    }
    EXPECT_EQ(titles.removeDuplicates(), 0) << titles.join(QStringLiteral(", ")).toStdString();
}

TEST_F(DoctorWindowTest, CopiesWhatTheCommandLineWouldPrint)
{
    window.begin();
    desk.end(someReport());
    part<QPushButton>("doctorCopyJson").click();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), report::doctorJson(someReport()));
    part<QPushButton>("doctorCopyMarkdown").click();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), report::doctorMarkdown(someReport()));
}

TEST_F(DoctorWindowTest, StopsAndRunsAgain)
{
    window.begin();
    part<QPushButton>("doctorStop").click();
    EXPECT_EQ(desk.cancelled, 1);
    EXPECT_TRUE(part<QPushButton>("doctorRun").isEnabled());
    EXPECT_FALSE(part<QLabel>("doctorHint").text().isEmpty());
    part<QPushButton>("doctorRun").click();
    EXPECT_EQ(desk.examined, 2);
    desk.end(someReport());
    part<QPushButton>("doctorRun").click();
    part<QPushButton>("doctorStop").click();
    EXPECT_EQ(window.findChildren<PartCard*>().size(), 2) << "what was found before stays";
}

TEST_F(DoctorWindowTest, SaysThatAReportIsOfWhatWasOpenBeforeAndLooksAgain)
{
    emit desk.subjectChanged();
    window.begin();
    desk.end(someReport());
    EXPECT_FALSE(part<QFrame>("doctorOutdated").isVisible()) << "nothing has changed since it was asked";
    emit desk.subjectChanged();
    EXPECT_TRUE(part<QFrame>("doctorOutdated").isVisible());
    part<QPushButton>("doctorRunOutdated").click();
    EXPECT_EQ(desk.examined, 2);
    EXPECT_FALSE(part<QFrame>("doctorOutdated").isVisible());
    desk.end(someReport());
    EXPECT_FALSE(part<QFrame>("doctorOutdated").isVisible());
}

TEST_F(DoctorWindowTest, WhatChangesWhileItLooksIsNotInTheReport)
{
    window.begin();
    emit desk.subjectChanged();
    EXPECT_FALSE(part<QFrame>("doctorOutdated").isVisible()) << "there is no report yet";
    desk.end(someReport());
    EXPECT_TRUE(part<QFrame>("doctorOutdated").isVisible());
    part<QPushButton>("doctorRun").click();
    part<QPushButton>("doctorStop").click();
    EXPECT_TRUE(part<QFrame>("doctorOutdated").isVisible()) << "the old report is shown still";
}

TEST_F(DoctorWindowTest, ClosingItStopsTheLook)
{
    window.begin();
    window.reject();
    EXPECT_FALSE(desk.running);
}

TEST_F(DoctorWindowTest, SaysThatNothingIsOpen)
{
    window.begin();
    desk.end({"ktrdr", 0, {}});
    EXPECT_TRUE(part<QLabel>("doctorHint").text().contains(QStringLiteral("Nothing is open")));
}

} // namespace
} // namespace spanlight::ui
