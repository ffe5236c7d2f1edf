#include "app/session/pipeline_doctor.h"

#include "app/session/search_keys.h"

namespace spanlight::app {

namespace {

/// What one examination brought, for another thread.
struct Learned
{
    diagnosis::PipelineInput input;
    std::shared_ptr<const operations::Profile> profile; ///< the input points at it
};

} // namespace

void PipelineDoctor::setOptions(const sources::ConnectionOptions& options)
{
    m_options = options;
    emit subjectChanged();
}

void PipelineDoctor::setCompanions(const sources::CompanionAddresses& companions,
                                   const sources::ConnectionOptions& options)
{
    m_companions = companions;
    m_companionOptions = options;
    emit subjectChanged();
}

void PipelineDoctor::setNow(std::optional<std::int64_t> nowNs)
{
    m_nowNs = nowNs;
    emit subjectChanged();
}

void PipelineDoctor::examine()
{
    m_judging.cancel();
    ExaminationSubject subject;
    for (const auto& source : m_open.list())
        subject.sources.push_back(source.get());
    subject.companions = m_companions;
    subject.options = m_options;
    subject.companionOptions = m_companionOptions;
    subject.profile = m_profile.named();
    subject.nowNs = m_nowNs;
    addProfileKeys(subject.query, subject.profile);
    subject.query.fallbacks.clear(); // they are about one id
    m_examination = std::make_unique<Examination>(std::move(subject));
    connect(m_examination.get(), &Examination::progressChanged, this, &PipelineDoctor::progressChanged);
    connect(m_examination.get(), &Examination::finished, this, &PipelineDoctor::judge, Qt::QueuedConnection);
    m_examination->start();
}

void PipelineDoctor::judge()
{
    if (!m_examination || !m_examination->isFinished())
        return; // stopped, or begun anew, while this was under way
    const auto learned = std::make_shared<const Learned>(Learned{m_examination->input(), m_examination->profile()});
    m_examination.reset();
    emit progressChanged(static_cast<int>(learned->input.parts.size()), static_cast<int>(learned->input.parts.size()),
                         tr("judging what was learned"));
    m_judging.start(
        [learned](const CancelToken&) {
            return std::make_shared<const diagnosis::PipelineReport>(diagnosis::examinePipeline(learned->input));
        },
        [this](const std::shared_ptr<const diagnosis::PipelineReport>& report) { emit ended(report); });
}

void PipelineDoctor::cancel()
{
    if (!isRunning())
        return;
    m_examination.reset();
    m_judging.cancel();
    emit ended(nullptr);
}

} // namespace spanlight::app
