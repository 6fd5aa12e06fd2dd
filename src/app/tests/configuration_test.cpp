#include "app/configuration.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/databases.h"

using namespace app;

namespace {

class ConfigurationFile : public testing::Test {
 protected:
  Configuration load(const std::string& text) {
    std::ofstream(folder_.path("yingda.toml")) << text;
    Configuration configuration;
    load_file(folder_.path("yingda.toml"), configuration);
    return configuration;
  }
  // The sentence of the refusal.
  std::string refusal(const std::string& text) {
    try {
      load(text);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  std::string unfit(Configuration configuration) {
    try {
      check(configuration);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

 private:
  support::TempFolder folder_;
};

}  // namespace

TEST_F(ConfigurationFile, ValuesAreTaken) {
  auto configuration = load("data = \"/srv/yingda\"\nhttps = \"[::]:8443\"\nhosts = [\"kf.example.cn\"]\nnode = 3\n");
  EXPECT_EQ(configuration.data, "/srv/yingda");
  EXPECT_EQ(configuration.https->host, "::");
  EXPECT_EQ(configuration.https->port, 8443);
  EXPECT_EQ(configuration.hosts.at(0), "kf.example.cn");
  EXPECT_EQ(configuration.node, 3);
  EXPECT_EQ(configuration.master_key_path(), "/srv/yingda.master.key");
}

TEST_F(ConfigurationFile, WrongValuesAreNamed) {
  EXPECT_NE(refusal("colour = 1").find("colour"), std::string::npos);
  EXPECT_NE(refusal("node = 1024").find("node must be 0 to 1023"), std::string::npos);
  EXPECT_NE(refusal("http = \"8080\"").find("http must be HOST:PORT"), std::string::npos);
  EXPECT_NE(refusal("data = ").find("line 1"), std::string::npos);
}

TEST_F(ConfigurationFile, PasswordsAreNotSentInTheClearBeyondThisMachine) {
  Configuration configuration;
  configuration.http = Address{"0.0.0.0", 80};
  EXPECT_NE(unfit(configuration).find("--https"), std::string::npos);
  configuration.trusted_proxy = "10.0.0.1";
  EXPECT_EQ(unfit(configuration), "");
  configuration.demo = true;
  EXPECT_NE(unfit(configuration).find("loopback"), std::string::npos);
}

TEST(Address, IsHostAndPort) {
  EXPECT_EQ(parse_address("127.0.0.1:0")->port, 0);
  EXPECT_EQ(parse_address("[::1]:80")->host, "::1");
  for (auto text : {"", ":80", "a", "a:", "a:x", "a:70000", "::1:80", "a:-1"})
    EXPECT_FALSE(parse_address(text)) << text;
}
