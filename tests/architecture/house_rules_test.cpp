#include "tests/architecture/house_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace spanlight::architecture {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(HouseWording, UnfinishedWorkIsFoundWithItsLine)
{
    EXPECT_THAT(wordingComplaints(std::string("int a;\n// TO") + "DO: more\n"), ElementsAre(HasSubstr("line 2")));
    EXPECT_THAT(wordingComplaints(std::string("// FIX") + "ME"), ElementsAre(HasSubstr("unfinished work")));
    EXPECT_THAT(wordingComplaints(std::string("return error(\"not ") + "implemented\");"), testing::SizeIs(1));
}

TEST(HouseWording, WordsThatOnlyContainAForbiddenOneAreFine)
{
    EXPECT_THAT(wordingComplaints("int MASTODONS; char* TODOIST; // the word todo in lower case"), IsEmpty());
}

TEST(HouseWording, PathsOfOneMachineAreFound)
{
    EXPECT_THAT(wordingComplaints(std::string("file = \"/wo") + "rk/data.json\""), ElementsAre(HasSubstr("machine")));
    EXPECT_THAT(wordingComplaints(std::string("cd /ro") + "ot/x"), ElementsAre(HasSubstr("machine")));
    EXPECT_THAT(wordingComplaints("the network/worker and framework/x"), IsEmpty());
}

TEST(HouseWording, AddressesOfPackageRegistriesAreFound)
{
    EXPECT_THAT(wordingComplaints(std::string("GOPROXY=https://proxy.go") + "lang.org"),
                ElementsAre(HasSubstr("package registry")));
}

TEST(HouseLayout, AFileOfTheGreatestLengthPassesAndOneLineMoreDoesNot)
{
    std::string text;
    for (std::size_t line = 0; line < kMaxFileLines; ++line)
        text += "x\n";
    EXPECT_THAT(layoutComplaints(text), IsEmpty());
    EXPECT_THAT(layoutComplaints(text + "x\n"), ElementsAre(HasSubstr("701 lines")));
}

TEST(HouseLayout, BlanksAtTheEndTabsAndCarriageReturnsAreFound)
{
    EXPECT_THAT(layoutComplaints("a \n"), ElementsAre(HasSubstr("blanks at the end")));
    EXPECT_THAT(layoutComplaints("a\r\n"), ElementsAre(HasSubstr("blanks at the end")));
    EXPECT_THAT(layoutComplaints("\tint a;\n"), ElementsAre(HasSubstr("a tab")));
}

} // namespace

} // namespace spanlight::architecture
