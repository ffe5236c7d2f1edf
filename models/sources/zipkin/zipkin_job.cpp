#include "models/sources/zipkin/zipkin_job.h"

#include "models/sources/zipkin/zipkin_answers.h"
#include "models/trace/wall_clock.h"

#include <algorithm>

namespace spanlight::sources {

ZipkinJob::ZipkinJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<ZipkinServer> server,
                     SearchQuery query)
    : FetchJob(std::move(client), std::move(base), std::move(query)), m_server(std::move(server))
{
    report().origin = QStringLiteral("Zipkin · ") + place();
}

void ZipkinJob::dropRequests()
{
    m_servicesCall.reset();
}

void ZipkinJob::start()
{
    if (m_server->known && (!query().service.isEmpty() || !query().traceIds.empty())) {
        takePlan(planZipkinSearch(query(), trace::wallClockNs()));
        return;
    }
    ++report().requests;
    m_servicesCall = client().get(zipkinServicesUrl(base()));
    connect(m_servicesCall.get(), &HttpCall::finished, this, &ZipkinJob::onServices);
}

void ZipkinJob::onServices()
{
    const HttpAnswer answer = m_servicesCall->take();
    m_servicesCall.release()->deleteLater(); // it is the sender
    const auto services = zipkinServicesIn(answer);
    if (!services) {
        m_server->known = false;
        failWith(zipkinErrorOf(answer, QStringLiteral("the services of Zipkin")));
        return;
    }
    m_server->known = true;
    m_server->services = *services;
    takePlan(planZipkinSearch(query(), trace::wallClockNs()));
}

void ZipkinJob::takePlan(ZipkinPlan plan)
{
    if (query().traceIds.empty()) {
        report().fromNs = plan.fromNs;
        report().toNs = plan.toNs;
        const QString name = query().service.toLower();
        report().services = name.isEmpty() ? m_server->services : std::vector<QString>{query().service};
        if (m_server->services.empty())
            addNote(QStringLiteral("the server knows no services: nothing has sent traces yet"));
        else if (!name.isEmpty() && !std::binary_search(m_server->services.begin(), m_server->services.end(), name))
            addNote(QStringLiteral("the server does not know the service “%1”").arg(query().service));
    }
    for (const QString& note : plan.notes)
        addNote(note);
    m_tasks.insert(m_tasks.end(), plan.tasks.begin(), plan.tasks.end());
    startTasks(m_tasks.size());
}

std::unique_ptr<HttpCall> ZipkinJob::ask(std::size_t task)
{
    return client().get(m_tasks[task].url(base()));
}

void ZipkinJob::take(std::size_t task, HttpAnswer answer)
{
    const ZipkinTask& asked = m_tasks[task];
    const ZipkinAnswer seen = classifyZipkin(answer, asked.traceId);
    if (seen.error)
        addFailure(asked.part(), *seen.error);
    else
        answered();
    if (seen.state == ZipkinAnswer::State::Traces)
        readTraces(asked.part(), std::move(answer), asked.traceId.isEmpty() ? asked.limit : 0, seen.error.has_value());
    else
        taskDone();
}

bool ZipkinJob::askFallback()
{
    if (m_fallbackAsked || query().fallbacks.empty())
        return false;
    m_fallbackAsked = true;
    takePlan(planZipkinFallback(query(), trace::wallClockNs()));
    return true;
}

SearchQuery ZipkinJob::filterHere() const
{
    return asStoredByZipkin(FetchJob::filterHere());
}

void ZipkinJob::doubtServer()
{
    m_server->known = false;
}

} // namespace spanlight::sources
