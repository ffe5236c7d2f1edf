#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/engine.h"
#include "models/diagnosis/failure.h"
#include "models/diagnosis/state.h"
#include "models/operations/operation_view.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// Everything a detector may read.
struct RuleInput
{
    const operations::OperationView& view;
    const StateInfo& state;
    const std::optional<Failure>& failure;
    const SearchContext& search;
    const operations::OperationContext* context = nullptr; ///< null: nobody has read it yet

    [[nodiscard]] const operations::Profile& profile() const { return view.profile(); }
    [[nodiscard]] const operations::Thresholds& thresholds() const { return view.profile().thresholds; }
    /// What companions know; null: nobody was asked.
    [[nodiscard]] const operations::CompanionFacts* companions() const { return view.request.companions; }
    /// Whether the operations API was asked about the operation and answered.
    [[nodiscard]] bool toldByApi() const { return view.reported.has_value(); }
    /// Who would settle it; or that the operations API was asked and did not.
    [[nodiscard]] std::string_view apiWould(std::string_view would) const
    {
        return companions() != nullptr && companions()->askedApi()
                   ? std::string_view("the operations API was asked and said nothing that holds for this moment")
                   : would;
    }
    [[nodiscard]] bool isUnfinished() const { return state.state == State::Running || state.state == State::Stuck; }
};

/// What a detector says: findings; or why it could not check; or why the rule does not hold.
struct RuleResult
{
    std::vector<Finding> findings;
    std::string notChecked; ///< not empty: the data lack what it needs
    std::string ruledOut;   ///< why there is no finding; empty: not worth saying
};

[[nodiscard]] inline RuleResult notChecked(std::string because)
{
    return {{}, std::move(because), {}};
}
[[nodiscard]] inline RuleResult ruledOut(std::string because)
{
    return {{}, {}, std::move(because)};
}
[[nodiscard]] inline RuleResult found(std::vector<Finding> findings)
{
    return {std::move(findings), {}, {}};
}

/// A detector is a plain function without state and clock.
using Detector = RuleResult (*)(const RuleInput&);

/// A rule of the contract's table.
struct Rule
{
    std::string_view id;
    int precedence = 0;        ///< for the primary, lower explains more (contract 2.2)
    bool isSymptom = false;    ///< explained by a primary of lower precedence
    Detector detect = nullptr; ///< null: the rule has its name and place, its detector is not in this release
};

/// All rules in the order of the contract's table.
[[nodiscard]] std::span<const Rule> allRules();
/// Their names, in the same order.
[[nodiscard]] std::vector<std::string_view> ruleNames();
/// The rule, or nullptr.
[[nodiscard]] const Rule* findRule(std::string_view id);

} // namespace spanlight::diagnosis
