// Writing mails, and handing them to a server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message.h"
#include "mail/smtp.h"
#include "tests/support/mail_server.h"

namespace mail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Message message() {
  return {"4711.ab@example.cn",
          *base::from_rfc3339("2026-11-02T08:05:09Z"),
          "yingda@example.cn",
          {"ops@example.cn", "duty@example.cn"},
          "告警",
          "磁盘快满了\n请处理"};
}

std::string header(const std::string& text, const std::string& name) {
  const auto begin = text.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return "";
  auto end = text.find("\r\n", begin + 2);
  while (text.compare(end + 2, 1, " ") == 0) end = text.find("\r\n", end + 2);
  return text.substr(begin + 4 + name.size(), end - begin - 4 - name.size());
}

TEST(Mail, AMessageHasTheFieldsThatTheStandardAsksFor) {
  const auto text = compose(message());
  EXPECT_THAT(text, testing::StartsWith("Date: Mon, 2 Nov 2026 08:05:09 +0000\r\nFrom: <yingda@example.cn>\r\n"));
  EXPECT_EQ(header(text, "To"), "<ops@example.cn>,\r\n <duty@example.cn>");
  EXPECT_EQ(header(text, "Subject"), "=?UTF-8?B?5ZGK6K2m?=");
  EXPECT_EQ(header(text, "Message-ID"), "<4711.ab@example.cn>");
  EXPECT_EQ(header(text, "Content-Type"), "text/plain; charset=UTF-8");
  EXPECT_THAT(text, testing::EndsWith("\r\n\r\n56OB55uY5b+r5ruh5LqGDQror7flpITnkIY=\r\n"));
}

TEST(Mail, LongChineseSubjectsAreFoldedBetweenCharacters) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "磁a";
  const auto words = encode_words(subject);
  for (std::size_t begin = 0, end; begin < words.size(); begin = end + 3) {
    end = std::min(words.find("\r\n ", begin), words.size());
    const auto word = words.substr(begin, end - begin);
    EXPECT_LE(word.size(), 75U);
    EXPECT_THAT(word, testing::StartsWith("=?UTF-8?B?"));
    EXPECT_THAT(word, testing::EndsWith("?="));
  }
  EXPECT_EQ(encode_words("Disk 3 % free"), "Disk 3 % free");
  EXPECT_EQ(encode_words("=?not ours?="), "=?UTF-8?B?PT9ub3Qgb3Vycz89?=");
}

TEST(Mail, ASubjectCannotAddAField) {
  auto one = message();
  one.subject = "a\r\nBcc: <x@y.cn>";
  EXPECT_EQ(header(compose(one), "Bcc"), "");
}

TEST(Mail, AnAddressThatCouldEndAHeaderIsRefused) {
  for (auto bad : {"", "@", "a@", "@b", "a b@c.cn", "a@b@c", "a\r\nBcc: x@y.cn", "a>@b.cn", "中@b.cn", "a,b@c.cn"})
    EXPECT_FALSE(is_address(bad)) << bad;
  EXPECT_TRUE(is_address("first.last+tag@example.cn"));
  auto one = message();
  one.recipients = {"a@b.cn>\r\nBcc: <x@y.cn"};
  EXPECT_THROW(compose(one), std::invalid_argument);
}

TEST(Mail, AServerGetsEnvelopeAndMessageAndSaysWhatItDid) {
  support::MailServer server;
  const auto text = compose(message());
  auto sent = send({"127.0.0.1", server.port(), Security::None, "", ""},
                   {"yingda@example.cn", {"ops@example.cn", "duty@example.cn"}}, text);
  ASSERT_TRUE(sent) << sent.error().code << ' ' << sent.error().text;
  EXPECT_EQ(*sent, "250 2.0.0 queued as 4711");
  auto mails = server.mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].sender, "yingda@example.cn");
  EXPECT_THAT(mails[0].recipients, ElementsAre("ops@example.cn", "duty@example.cn"));
  EXPECT_EQ(mails[0].text, text);
}

TEST(Mail, ARefusalIsTheServersOwn) {
  support::MailServer server;
  server.refuse_recipients("550 5.1.1 no such user");
  auto sent = send({"127.0.0.1", server.port(), Security::None, "", ""}, {"a@b.cn", {"c@d.cn"}}, "\r\n");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, "refused");
  EXPECT_EQ(sent.error().text, "550 5.1.1 no such user");
}

TEST(Mail, WithoutStartTlsNothingIsSentThatAsksForIt) {
  support::MailServer server;
  auto sent = send({"127.0.0.1", server.port(), Security::StartTls, "me", "secret"}, {"a@b.cn", {"c@d.cn"}}, "\r\n");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, "tls_failed");
  EXPECT_THAT(server.mails(), testing::IsEmpty());
}

TEST(Mail, NobodyThereIsToldSo) {
  std::uint16_t port = 0;
  {
    support::MailServer gone;
    port = gone.port();
  }
  auto sent = send({"127.0.0.1", port, Security::None, "", ""}, {"a@b.cn", {"c@d.cn"}}, "\r\n");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, "not_connected");
}

TEST(Mail, AHostIsANameOrAnAddress) {
  EXPECT_TRUE(is_host("smtp.example.cn"));
  EXPECT_TRUE(is_host("::1"));
  for (auto bad : {"", "a/b", "a b", "u@h", "a?b", "[::1]"}) EXPECT_FALSE(is_host(bad)) << bad;
}

}  // namespace
}  // namespace mail
