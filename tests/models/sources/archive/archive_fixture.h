#pragma once

#include "models/sources/archive/archive.h"
#include "models/sources/source.h"
#include "tests/models/sources/archive/numbered_otlp.h"

#include <QString>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::test {

[[nodiscard]] sources::ArchiveOptions archiveOptions();
/// Opens an archive, fails the test when it cannot.
[[nodiscard]] std::unique_ptr<sources::Archive> openArchive(const QString& path,
                                                            sources::ArchiveOptions options = archiveOptions());
/// Offers a batch until it is taken, and waits for what becomes of it.
[[nodiscard]] sources::Keeping keep(sources::Archive& archive, std::string otlp,
                                    std::int64_t receivedNs = 0); ///< 0: now

/// A new archive in a folder of its own.
class ArchiveTest : public ::testing::Test
{
protected:
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("archive.sqlite")); }
    [[nodiscard]] QString address() const { return QStringLiteral("archive:") + path(); }
    /// Keeps each as a batch of its own and closes.
    void fill(const std::vector<std::string>& batches) const;

    QTemporaryDir m_folder;
};

/// Whole content of a file.
[[nodiscard]] std::string contentOf(const QString& path);
void writeContent(const QString& path, const std::string& bytes);

} // namespace spanlight::test
