#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "http/tests/fixture.h"

namespace http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public ServerTest {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "yingda-files-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    write("site/index.html", "<console>");
    write("site/assets/app.1a2b.js", "plain js");
    write("site/assets/app.1a2b.js.br", "brotli js");
    write("site/assets/app.1a2b.js.gz", "gzip js");
    write("site/icon.png", "png");
    write("site/.hidden.txt", "hidden");
    write("secret.txt", "secret");
    fs::create_symlink(root_ / "secret.txt", root_ / "site/link.txt");
    server().set_fallback(static_files(root_ / "site"));
    start();
  }
  void TearDown() override {
    server_.reset();
    fs::remove_all(root_);
  }
  void write(const std::string& path, const std::string& content) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << content;
  }

  fs::path root_;
};

TEST_F(StaticFilesTest, ServesFilesWithTheirTypes) {
  auto c = client();
  auto icon = c.get("/icon.png");
  EXPECT_EQ(icon.body, "png");
  EXPECT_EQ(icon.header("content-type"), "image/png");
  EXPECT_EQ(icon.header("cache-control"), "no-cache");
  auto script = c.get("/assets/app.1a2b.js");
  EXPECT_EQ(script.body, "plain js");
  EXPECT_EQ(script.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script.header("vary"), "Accept-Encoding");
}

TEST_F(StaticFilesTest, ServesTheConsoleForItsPlaces) {
  auto c = client();
  for (const char* path : {"/", "/desk", "/admin/people/7"}) {
    auto reply = c.get(path);
    EXPECT_EQ(reply.body, "<console>") << path;
    EXPECT_EQ(reply.header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.header("cache-control"), "no-cache");
  }
  EXPECT_EQ(c.get("/missing.js").status, 404);
}

TEST_F(StaticFilesTest, PrefersWhatIsAlreadyCompressed) {
  auto c = client();
  auto ask = [&](const char* accepts) { return c.get("/assets/app.1a2b.js", {{"Accept-Encoding", accepts}}); };
  EXPECT_EQ(ask("gzip, deflate, br").body, "brotli js");
  EXPECT_EQ(ask("gzip, deflate, br").header("content-encoding"), "br");
  EXPECT_EQ(ask("gzip, deflate, br").header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(ask("gzip").body, "gzip js");
  EXPECT_EQ(ask("br;q=0, gzip;q=0.5").body, "gzip js");
  EXPECT_EQ(ask("identity").body, "plain js");
  EXPECT_FALSE(ask("identity").has_header("content-encoding"));
}

TEST_F(StaticFilesTest, SaysNotModifiedAndServesRanges) {
  auto c = client();
  auto tag = c.get("/icon.png").header("etag");
  EXPECT_EQ(c.get("/icon.png", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(c.get("/icon.png", {{"Range", "bytes=1-"}}).body, "ng");
  write("site/icon.png", "a new picture");
  EXPECT_EQ(c.get("/icon.png", {{"If-None-Match", tag}}).body, "a new picture");
}

TEST_F(StaticFilesTest, NeverLeavesItsFolder) {
  auto c = client();
  for (const char* path : {"/link.txt", "/.hidden.txt", "//secret.txt", "/assets/.../secret.txt", "/secret.txt"})
    EXPECT_EQ(c.get(path).status, 404) << path;
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt"})
    EXPECT_EQ(c.get(path).status, 400) << path;
}

TEST_F(StaticFilesTest, AMissingFolderServesNothing) {
  Options options{.listeners = {{"127.0.0.1", 0, false}}};
  Server empty(options);
  empty.set_fallback(static_files("/nonexistent"));
  empty.start();
  EXPECT_EQ(support::Client(empty.port(0)).get("/").status, 404);
}

}  // namespace
}  // namespace http
