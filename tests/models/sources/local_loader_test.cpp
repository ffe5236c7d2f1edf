#include "models/sources/local_loader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

QByteArray jaegerTrace(const QByteArray& traceId)
{
    return R"({"data":[{"traceID":")" + traceId + R"(","spans":[{"traceID":")" + traceId +
           R"(","spanID":"1","operationName":"GET","references":[],"startTime":1700000000000000,"duration":2000,)"
           R"("tags":[],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"api","tags":[]}}}]})";
}

class LocalLoaderTest : public ::testing::Test
{
protected:
    QString write(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        return path;
    }
    /// Reads and collects the previews that were begun.
    Loaded load(LocalLoader& loader)
    {
        return loader.load([](std::uint64_t, std::uint64_t) { return true; },
                           [this](const MakePreview& make) { m_previews.push_back(make([] { return true; })); });
    }

    QTemporaryDir m_folder;
    std::vector<formats::Preview> m_previews;
};

TEST_F(LocalLoaderTest, ALargeFileBeginsAPreview)
{
    LocalLoader loader({write("a.json", jaegerTrace("a1"))}, 1);
    EXPECT_EQ(load(loader).stores.size(), 1U);
    ASSERT_EQ(m_previews.size(), 1U);
    ASSERT_NE(m_previews.front().store, nullptr);
    EXPECT_EQ(m_previews.front().store->spanCount(), 1U);
}

TEST_F(LocalLoaderTest, ASmallFileNeedsNone)
{
    LocalLoader loader({write("a.json", jaegerTrace("a1"))});
    EXPECT_EQ(load(loader).stores.size(), 1U);
    EXPECT_TRUE(m_previews.empty());
}

TEST_F(LocalLoaderTest, WhatWasReadBeforeNeedsNoneWhenItIsReadAgain)
{
    const QString path = write("a.json", jaegerTrace("a1"));
    LocalLoader loader({path}, 1);
    EXPECT_EQ(load(loader).stores.front()->traceCount(), 1U);
    write("a.json", jaegerTrace("a1") + "\n" + jaegerTrace("b2"));
    EXPECT_EQ(load(loader).stores.front()->traceCount(), 2U);
    EXPECT_EQ(m_previews.size(), 1U);
}

TEST_F(LocalLoaderTest, ThePreviewOfAFolderIsThatOfItsFirstTraceFile)
{
    write("0.txt", "no trace");
    write("1.json", jaegerTrace("a1"));
    write("2.json", jaegerTrace("b2"));
    LocalLoader loader({m_folder.path()}, 1);
    EXPECT_EQ(load(loader).stores.front()->traceCount(), 2U);
    ASSERT_EQ(m_previews.size(), 1U);
    ASSERT_NE(m_previews.front().store, nullptr);
    EXPECT_EQ(m_previews.front().store->traceCount(), 1U);
}

TEST_F(LocalLoaderTest, TheBytesDoneNeverGoBackWithinAFolder)
{
    for (const char* name : {"1.json", "2.json", "3.json"})
        write(QString::fromLatin1(name), jaegerTrace("a1"));
    LocalLoader loader({m_folder.path()});
    std::uint64_t last = 0;
    bool wentBack = false;
    (void)loader.load([&](std::uint64_t done, std::uint64_t total) {
        wentBack |= total > 0 && done < last;
        last = total > 0 ? done : last;
        return true;
    });
    EXPECT_FALSE(wentBack);
    EXPECT_EQ(last, static_cast<std::uint64_t>(3 * jaegerTrace("a1").size()));
}

} // namespace
} // namespace spanlight::sources
