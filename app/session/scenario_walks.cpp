#include "app/session/scenario_walks.h"

#include "app/session/analysis_work.h"
#include "models/diagnosis/engine.h"
#include "models/operations/profile_catalog.h"

#include <QStandardPaths>

#include <algorithm>

namespace spanlight::app {

std::shared_ptr<const diagnosis::Walk> walkThrough(const WalkWork& work)
{
    const ui::OperationDocument& document = *work.document;
    diagnosis::DiagnoseRequest subject;
    subject.traces = document.traces.get();
    subject.profile = document.profile.get();
    subject.kind =
        document.isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    subject.id = document.id.toStdString();
    subject.asOfNs = document.diagnosis().asOfNs;
    subject.search = document.search;
    subject.companions = document.companions.get();
    diagnosis::WalkRequest request;
    request.subject = &subject;
    request.document = &document.diagnosis();
    request.source = work.source;
    request.knownIds = work.knownIds;
    request.others = work.others;
    return std::make_shared<const diagnosis::Walk>(walkScenario(work.scenario, request));
}

std::shared_ptr<const ui::OperationDocument> absentDocument(const QString& id, bool isTrace,
                                                            const diagnosis::SearchContext& search, std::int64_t asOfNs)
{
    AnalysisRequest request;
    request.traces = std::make_shared<const trace::TraceSet>();
    for (const std::string& name : operations::builtinProfiles())
        if (auto profile = operations::builtinProfile(name); !request.profile || !profile->subjectIsTrace)
            request.profile = std::move(profile);
    request.id = id;
    request.isTrace = isTrace;
    request.asOfNs = asOfNs;
    request.search = search;
    return analyseOperation(request);
}

std::string sourceWords(const QStringList& addresses)
{
    QStringList words;
    for (const QString& address : addresses) {
        QString word = address;
        const bool harmless = std::all_of(word.begin(), word.end(), [](QChar c) {
            return c.isLetterOrNumber() || QStringLiteral("._-:/@+=,").contains(c);
        });
        if (!harmless || word.isEmpty())
            word = QLatin1Char('\'') + word.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
        words << (address.contains(QLatin1String("://")) ? QStringLiteral("--source ") + word : word);
    }
    return words.join(QLatin1Char(' ')).toStdString();
}

std::string scenarioFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation).toStdString() +
           "/spanlight/scenarios";
}

} // namespace spanlight::app
