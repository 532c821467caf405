// Tasks by the control protocol: programs that ask for work, and programs that do it.
#include "sim/mesh_desk_test.h"

namespace sim {
namespace {

constexpr const char* offer =
    R"({"id":1,"do":"work","places":2,"engines":["js","wasm"],"memory":1000000000,"strength":1})";
constexpr const char* hold = R"({"id":2,"do":"hold","bytes":"Y29kZQ=="})";

// The one that founds, and whoever joined; the second works.
struct TaskDesks {
    TaskDesks() {
        mesh.gather();
        asker.emplace(mesh, 0);
        worker.emplace(mesh, 1);
        worker->ask(offer);
    }
    std::string submit(const std::string& more = {}) {
        const std::string held = asker->answer(hold);
        const std::size_t at = held.find("\"ok\":") + 5;
        const std::string code = held.substr(at, held.rfind('}') - at);
        return asker->answer(
            R"({"id":3,"do":"task","engine":"js","memory":1000,"input":"aW4=","code":)" + code +
            more + "}");
    }
    std::string worker_hears() {
        worker->settle();
        return worker->take();
    }
    static std::string task_in(const std::string& answer) {
        const std::size_t at = answer.find("\"task\":\"") + 8;
        return answer.substr(at, 32);
    }

    Mesh mesh{1};
    std::optional<Desk> asker;
    std::optional<Desk> worker;
};

TEST(MeshTasks, CT36_CT37_CT38_CT40_a_program_asks_and_another_one_does) {
    TaskDesks desks;
    const std::string task = TaskDesks::task_in(desks.submit(R"(,"label":"a name","entry":"f")"));
    desks.asker->ask(R"({"id":4,"do":"task-watch","task":")" + task + "\"}");
    desks.asker->pass(seconds(3));
    const std::string run = desks.worker_hears();
    EXPECT_NE(run.find(R"({"id":1,"run":{"run":1,"task":")" + task), run.npos) << run;
    EXPECT_NE(run.find(R"("entry":"f")"), run.npos) << run;
    EXPECT_NE(run.find(R"("input":"aW4=")"), run.npos) << run;
    const std::size_t at = run.find("\"hash\":\"") + 8;
    const std::string code =
        desks.worker->answer(R"({"id":5,"do":"content","hash":")" + run.substr(at, 64) + "\"}");
    EXPECT_NE(code.find(R"("bytes":"Y29kZQ==")"), code.npos) << code;
    desks.worker->ask(R"({"id":6,"do":"run-progress","run":1,"permille":500})");
    desks.worker->ask(R"({"id":7,"do":"run-log","run":1,"line":"half"})");
    desks.asker->pass(seconds(1));
    std::string told = desks.asker->take();
    EXPECT_NE(told.find(R"({"id":4,"log":"half"})"), told.npos) << told;
    EXPECT_NE(told.find(R"("permille":500)"), told.npos) << told;
    desks.worker->ask(R"({"id":8,"do":"run-done","run":1,"output":"b3V0"})");
    desks.asker->pass(seconds(1));
    told = desks.asker->take();
    EXPECT_NE(told.find(R"("state":"completed")"), told.npos) << told;
    EXPECT_NE(told.find(R"("output":"b3V0")"), told.npos) << told;
    EXPECT_EQ(desks.worker_hears(), "") << "what is said of runs is not answered";
    const std::string all = desks.asker->answer(R"({"id":9,"do":"tasks"})");
    EXPECT_NE(all.find(R"("label":"a name")"), all.npos) << all;
    EXPECT_EQ(part(desks.worker->answer(R"({"id":9,"do":"tasks"})"), "error"), "not-allowed");
}

TEST(MeshTasks, CT37_what_is_no_task_is_told_so) {
    TaskDesks desks;
    for (const char* const wrong :
         {R"({"id":1,"do":"task","engine":"cobol","code":{"hash":"00","size":1}})",
          R"({"id":1,"do":"task","engine":"js"})",
          R"({"id":1,"do":"task","engine":"js","code":{"hash":"00","size":1}})",
          R"({"id":1,"do":"task-watch","task":"00"})", R"({"id":1,"do":"work","places":1})",
          R"({"id":1,"do":"run-progress","run":1,"permille":1001})",
          R"({"id":1,"do":"run-failed","run":1,"why":"no-idea","text":""})",
          R"({"id":1,"do":"hold","bytes":"?"})"})
        EXPECT_EQ(part(desks.asker->answer(wrong), "error"), "bad-request") << wrong;
}

TEST(MeshTasks, CT38_of_a_task_that_nobody_knows_it_is_told) {
    TaskDesks desks;
    desks.asker->ask(R"({"id":4,"do":"task-watch","task":"00112233445566778899aabbccddeeff"})");
    desks.asker->pass(seconds(15));
    EXPECT_EQ(part(desks.asker->take(), "error"), "not-found");
}

TEST(MeshTasks, CT39_a_task_is_cancelled_and_its_run_stopped) {
    TaskDesks desks;
    const std::string task = TaskDesks::task_in(desks.submit());
    desks.asker->pass(seconds(3));
    desks.worker_hears();
    desks.asker->ask(R"({"id":4,"do":"task-watch","task":")" + task + "\"}");
    desks.asker->ask(R"({"id":5,"do":"task-cancel","task":")" + task + "\"}");
    desks.asker->pass(seconds(2));
    EXPECT_NE(desks.asker->take().find(R"("state":"cancelled")"), std::string::npos);
    EXPECT_NE(desks.worker_hears().find(R"({"id":1,"stop-run":1})"), std::string::npos);
}

TEST(MeshTasks, CT40_a_program_that_lends_less_goes_on_with_what_it_runs) {
    TaskDesks desks;
    const std::string task = TaskDesks::task_in(desks.submit());
    desks.asker->pass(seconds(3));
    EXPECT_NE(desks.worker_hears().find(task), std::string::npos);
    desks.worker->ask(R"({"id":7,"do":"work","places":0,"engines":["js"]})");
    desks.asker->pass(seconds(3));
    EXPECT_EQ(desks.worker_hears().find("stop-run"), std::string::npos);
    desks.worker->ask(R"({"id":8,"do":"run-done","run":1,"output":""})");
    desks.asker->pass(seconds(1));
    const std::string all = desks.asker->answer(R"({"id":9,"do":"tasks"})");
    EXPECT_NE(all.find(R"("state":"completed")"), all.npos) << all;
}

TEST(MeshTasks, CT40_what_a_program_had_begun_is_given_back_when_it_goes) {
    TaskDesks desks;
    const std::string task = TaskDesks::task_in(desks.submit());
    desks.asker->pass(seconds(3));
    EXPECT_NE(desks.worker_hears().find(task), std::string::npos);
    EXPECT_EQ(desks.worker->answer(R"({"id":9,"do":"cancel","of":1})"), "{\"id\":9,\"ok\":{}}\n");
    Desk other(desks.mesh, 1);
    other.ask(offer);
    other.pass(seconds(3));
    EXPECT_NE(other.take().find(task), std::string::npos);
    EXPECT_EQ(
        part(desks.worker->answer(R"({"id":8,"do":"run-done","run":2,"output":""})"), "error"),
        "bad-request");
}

}  // namespace
}  // namespace sim
