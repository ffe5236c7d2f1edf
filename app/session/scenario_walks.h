#pragma once

#include "models/diagnosis/scenario.h"
#include "models/diagnosis/walk.h"
#include "ui/jobs/operation_document.h"

#include <QStringList>

#include <memory>
#include <string>
#include <vector>

// Walks through scenarios, away from the GUI thread.
namespace spanlight::app {

/// One walk to take.
struct WalkWork
{
    diagnosis::Scenario scenario;
    std::shared_ptr<const ui::OperationDocument> document;
    std::string source;                ///< words for a command line
    std::vector<std::string> knownIds; ///< of the results, to find a misspelt one
    std::vector<diagnosis::Scenario> others;
};

[[nodiscard]] std::shared_ptr<const diagnosis::Walk> walkThrough(const WalkWork& work);

/// A document for an operation of which nothing came at all, with the reasons why.
[[nodiscard]] std::shared_ptr<const ui::OperationDocument>
absentDocument(const QString& id, bool isTrace, const diagnosis::SearchContext& search, std::int64_t asOfNs);

/// The addresses as words of a command line.
[[nodiscard]] std::string sourceWords(const QStringList& addresses);

/// Where users keep scenarios of their own.
[[nodiscard]] std::string scenarioFolder();

} // namespace spanlight::app
