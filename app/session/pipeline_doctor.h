#pragma once

#include "app/doctor/examination.h"
#include "app/session/background.h"
#include "app/session/open_sources.h"
#include "app/session/profile_choice.h"
#include "ui/jobs/doctor_desk.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace spanlight::app {

/// `doctor` for what is open in the window.
class PipelineDoctor final : public ui::DoctorDesk
{
    Q_OBJECT

public:
    /// Both outlive this. cancel() before the open sources change.
    PipelineDoctor(const OpenSources& open, const ProfileChoice& profile) : m_open(open), m_profile(profile) {}

    /// How the open sources are asked.
    void setOptions(const sources::ConnectionOptions& options);
    void setCompanions(const sources::CompanionAddresses& companions, const sources::ConnectionOptions& options);
    /// The moment of looking; nothing: of the recording, or now.
    void setNow(std::optional<std::int64_t> nowNs);

    void examine() override;
    void cancel() override;
    [[nodiscard]] bool isRunning() const override { return m_examination != nullptr || m_judging.isRunning(); }

private:
    void judge();

    const OpenSources& m_open;
    const ProfileChoice& m_profile;
    sources::ConnectionOptions m_options;
    sources::CompanionAddresses m_companions;
    sources::ConnectionOptions m_companionOptions;
    std::optional<std::int64_t> m_nowNs;
    std::unique_ptr<Examination> m_examination;
    Background m_judging;
};

} // namespace spanlight::app
