#include "files/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/support/databases.h"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t frame = 64 * 1024;

std::string content_of(std::int64_t size) {
  std::string content(static_cast<std::size_t>(size), '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + i / 251);
  return content;
}

// Makes regular files of more than `bytes` impossible to write, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

class Store : public support::StoreTest {
 protected:
  std::string path_of(const std::string& blob) const { return folder_.path("files/" + blob.substr(0, 2) + "/" + blob); }
  std::string draft_folder() const { return folder_.path("files/drafts"); }

  files::File add(const std::string& blob, std::optional<base::Time> expires_at = {}) {
    files::File file{.id = files::FileId{++last_id_},
                     .name = "合同.pdf",
                     .content_type = "application/pdf",
                     .size = 5,
                     .blob = blob,
                     .owner = "customers.attachment",
                     .owner_id = 7,
                     .created_at = now_,
                     .expires_at = expires_at};
    database().write([&](db::Transaction& tx) { store_.add(tx, file); });
    return file;
  }
  std::optional<files::File> find(files::FileId id) {
    return database().read([&](db::Transaction& tx) { return store_.find(tx, id); });
  }
  void remove(files::FileId id, base::Duration after = 0h) {
    database().write([&](db::Transaction& tx) { store_.remove(tx, id, now_ + after); });
  }
  int sweep(base::Duration after) { return store_.sweep(database(), now_ + after); }
  std::vector<std::string> check() {
    return database().read([&](db::Transaction& tx) { return store_.check(tx); });
  }
  void alter(const std::string& path, std::int64_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(offset);
    file.put(byte);
  }

  support::TempFolder folder_;
  keys::KeyRing keys_{database(), std::string(keys::key_bytes, 'k')};
  files::Store store_{folder_.path("files"), keys_};
  // Files bear the machine's time, so tests begin there.
  const base::Time now_ = base::SystemClock().now();
  std::int64_t last_id_ = 0;
};

TEST_P(Store, GivesBackWhatWasPut) {
  for (std::int64_t size :
       {std::int64_t{0}, std::int64_t{1}, frame - 1, frame, frame + 1, 3 * frame, 3 * frame + 100}) {
    std::string blob = store_.put(content_of(size));
    EXPECT_EQ(store_.get(blob), content_of(size)) << size;
  }
}

TEST_P(Store, KeepsEqualContentOnce) {
  std::string blob = store_.put("您好");
  EXPECT_EQ(store_.put("您好"), blob);
  EXPECT_NE(store_.put("再见"), blob);
  EXPECT_TRUE(fs::exists(path_of(blob)));
  EXPECT_THAT(fs::is_empty(draft_folder()), true);
}

TEST_P(Store, KeepsNothingReadableOnDisk) {
  std::string blob = store_.put("secret words that nobody may read on the disk");
  std::ifstream file(path_of(blob), std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_GT(bytes.size(), 40u);
  EXPECT_EQ(bytes.find("secret"), std::string::npos);
}

TEST_P(Store, NamesDependOnTheKey) {
  support::TestDatabase other(engine());
  keys::KeyRing other_keys(*other, std::string(keys::key_bytes, 'k'));
  files::Store other_store(folder_.path("other"), other_keys);
  EXPECT_NE(other_store.put("您好"), store_.put("您好"));
}

TEST_P(Store, RangesAreRightAtTheBordersOfFrames) {
  const std::int64_t size = 2 * frame + 10;
  const std::string content = content_of(size);
  auto opened = store_.open(store_.put(content));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->size, size);
  for (std::int64_t from : {std::int64_t{0}, std::int64_t{1}, frame - 1, frame, frame + 1, 2 * frame - 1, 2 * frame,
                            size - 1, size, size + 5})
    for (std::int64_t length :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{2}, frame - 1, frame, frame + 1, size, INT64_MAX}) {
      std::string expected =
          from < size ? content.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(length)) : "";
      EXPECT_EQ(opened->read(from, length), expected) << from << " " << length;
    }
}

TEST_P(Store, OneOpenBlobIsReadByManyThreads) {
  const std::string content = content_of(4 * frame);
  auto opened = store_.open(store_.put(content));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) EXPECT_EQ(opened->read(t * frame, frame), content.substr(t * frame, frame));
    });
  for (auto& thread : threads) thread.join();
}

TEST_P(Store, AnAlteredByteAnywhereIsRefused) {
  const std::int64_t size = frame + 100;
  std::string blob = store_.put(content_of(size));
  const std::int64_t bytes = static_cast<std::int64_t>(fs::file_size(path_of(blob)));
  for (std::int64_t offset : {std::int64_t{0}, std::int64_t{8}, std::int64_t{15}, std::int64_t{16}, frame / 2,
                              16 + frame, 16 + frame + 16, bytes - 1}) {
    alter(path_of(blob), offset);
    EXPECT_FALSE(store_.get(blob)) << offset;
    alter(path_of(blob), offset);  // and back
  }
  EXPECT_TRUE(store_.get(blob));
}

TEST_P(Store, AFrameThatIsWholeIsReadThoughAnotherIsNot) {
  std::string blob = store_.put(content_of(2 * frame));
  alter(path_of(blob), 16 + frame + 16 + 5);
  auto opened = store_.open(blob);
  EXPECT_EQ(opened->read(0, frame), content_of(frame));
  EXPECT_THROW(opened->read(frame, 1), std::runtime_error);
}

TEST_P(Store, ABlobThatIsCutLengthenedOrAnothersIsRefused) {
  std::string blob = store_.put(content_of(2 * frame)), other = store_.put("other");
  auto bytes = fs::file_size(path_of(blob));
  fs::resize_file(path_of(blob), bytes + 1);
  EXPECT_FALSE(store_.get(blob));
  fs::resize_file(path_of(blob), bytes - frame - 16);
  EXPECT_FALSE(store_.get(blob));
  fs::resize_file(path_of(blob), 3);
  EXPECT_FALSE(store_.open(blob));
  fs::copy_file(path_of(other), path_of(blob), fs::copy_options::overwrite_existing);
  EXPECT_FALSE(store_.get(blob));
}

TEST_P(Store, NamesThatAreNoBlobsReachNoPath) {
  std::ofstream(folder_.path("secret")) << "x";
  for (std::string name : {"", "..", "../secret", "aa/../../secret", "/etc/passwd"}) {
    EXPECT_FALSE(store_.get(name));
    EXPECT_FALSE(store_.open(name));
  }
  EXPECT_FALSE(store_.get(std::string(64, 'a')));
}

TEST_P(Store, AFullDiskIsAnExceptionAndLeavesNoDraft) {
  auto before = std::signal(SIGXFSZ, SIG_IGN);
  {
    FileSizeLimit limit(100'000);
    EXPECT_THROW(store_.put(content_of(10 * frame)), std::runtime_error);
  }
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(fs::is_empty(draft_folder()));
  EXPECT_EQ(store_.get(store_.put(content_of(10 * frame))), content_of(10 * frame));
}

TEST_P(Store, AProcessKilledWhileWritingLeavesNoBlobAndItsDraftIsSwept) {
  const std::string content = content_of(10 * frame);
  pid_t child = ::fork();
  if (child == 0) {
    FileSizeLimit limit(100'000);  // SIGXFSZ kills in the middle of the write
    std::signal(SIGXFSZ, SIG_DFL);
    rlimit none{};
    ::setrlimit(RLIMIT_CORE, &none);
    store_.put(content);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_FALSE(fs::is_empty(draft_folder()));
  EXPECT_EQ(sweep(23h), 0);
  EXPECT_FALSE(fs::is_empty(draft_folder())) << "it might have been at work still";
  EXPECT_EQ(sweep(25h), 0);
  EXPECT_TRUE(fs::is_empty(draft_folder()));
  EXPECT_EQ(store_.get(store_.put(content)), content);
}

TEST_P(Store, ARowIsFoundUntilItIsRemoved) {
  files::File file = add(store_.put("hello"), now_ + 100h);
  auto found = find(file.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "合同.pdf");
  EXPECT_EQ(found->blob, file.blob);
  EXPECT_EQ(found->expires_at, now_ + 100h);
  remove(file.id);
  EXPECT_FALSE(find(file.id));
  remove(file.id);  // again: nothing
}

TEST_P(Store, ABlobOutlivesItsLastRowByADay) {
  files::File file = add(store_.put("hello"));
  EXPECT_EQ(sweep(100h), 0) << "it is referred to";
  remove(file.id, 100h);
  EXPECT_EQ(sweep(123h), 0);
  EXPECT_TRUE(store_.get(file.blob));
  EXPECT_EQ(sweep(125h), 1);
  EXPECT_FALSE(store_.get(file.blob));
}

TEST_P(Store, ABlobOfTwoRowsStaysForTheOther) {
  files::File one = add(store_.put("hello")), two = add(store_.put("hello"));
  remove(one.id);
  EXPECT_EQ(sweep(48h), 0);
  EXPECT_TRUE(store_.get(two.blob));
  remove(two.id, 48h);
  EXPECT_EQ(sweep(73h), 1);
}

TEST_P(Store, AnExpiredFileGoesAndItsBlobADayLater) {
  files::File file = add(store_.put("hello"), now_ + 1h);
  sweep(30min);
  EXPECT_TRUE(find(file.id));
  sweep(2h);
  EXPECT_FALSE(find(file.id));
  EXPECT_TRUE(store_.get(file.blob));
  EXPECT_EQ(sweep(27h), 1);
}

TEST_P(Store, ABlobWithoutRowIsKeptForADayFromItsLastPut) {
  std::string blob = store_.put("hello");
  fs::last_write_time(path_of(blob), fs::file_time_type::clock::now() - 48h);
  store_.put("hello");  // found, and counts as new
  EXPECT_EQ(sweep(1h), 0);
  EXPECT_TRUE(store_.get(blob));
  fs::last_write_time(path_of(blob), fs::file_time_type::clock::now() - 48h);
  EXPECT_EQ(sweep(1h), 1);
}

TEST_P(Store, WhatIsNotABlobIsLeftAlone) {
  std::string blob = store_.put("hello");
  std::ofstream(folder_.path("files/" + blob.substr(0, 2) + "/README")) << "x";
  EXPECT_EQ(sweep(48h), 1);
  EXPECT_TRUE(fs::exists(folder_.path("files/" + blob.substr(0, 2) + "/README")));
}

TEST_P(Store, CheckNamesWhatIsMissingOrAltered) {
  files::File whole = add(store_.put("whole")), altered = add(store_.put(content_of(3 * frame))),
              missing = add(store_.put("missing")), empty = add(store_.put("")), removed = add(store_.put("removed"));
  EXPECT_THAT(check(), IsEmpty());
  alter(path_of(altered.blob), 2 * frame + 100);
  alter(path_of(empty.blob), 20);
  fs::remove(path_of(missing.blob));
  fs::remove(path_of(removed.blob));
  remove(removed.id);
  EXPECT_THAT(check(), testing::UnorderedElementsAre(HasSubstr(altered.blob + " of file 2 is altered"),
                                                     HasSubstr(missing.blob + " of file 3 is missing"),
                                                     HasSubstr(empty.blob + " of file 4 is altered")));
}

TEST_P(Store, BackupsAreToldThePathsOfWhatIsReferredTo) {
  files::File one = add(store_.put("one")), again = add(store_.put("one")), gone = add(store_.put("gone"));
  remove(gone.id);
  auto paths = database().read([&](db::Transaction& tx) { return store_.blobs(tx); });
  EXPECT_THAT(paths, ElementsAre(one.blob.substr(0, 2) + "/" + one.blob));
  EXPECT_TRUE(fs::exists(folder_.path("files/" + paths[0])));
}

TEST_P(Store, PutAndSweepAtOnceLoseNothing) {
  std::atomic<bool> done{false};
  std::thread sweeper([&] {
    while (!done) store_.sweep(database(), base::SystemClock().now());
  });
  for (int i = 0; i < 200; ++i) {
    std::string text = "text " + std::to_string(i % 5), blob = store_.put(text);
    fs::last_write_time(path_of(blob), fs::file_time_type::clock::now() - 48h);  // old enough to be swept
    std::string again = store_.put(text);                                        // until it is put again
    EXPECT_EQ(store_.get(again), text);
  }
  done = true;
  sweeper.join();
}

YINGDA_ON_BOTH_ENGINES(Store);

}  // namespace
