import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of a test cluster: java -cp CLASSPATH Node FOLDER NAME HTTP_PORT TRANSPORT_PORT SEEDS NAMES. */
public class Node {
    private static final String MODULES = String.join(
            ",",
            "org.opensearch.analysis.common.CommonAnalysisPlugin",
            "org.opensearch.painless.PainlessPlugin",
            "org.opensearch.transport.Netty4Plugin");

    public static void main(String[] args) throws Exception {
        Thread waiting = new Thread(Node::endWithParent);
        waiting.setDaemon(true);
        waiting.start();
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", args[1]);
            settings.put("http.port", args[2]);
            settings.put("transport.port", args[3]);
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.seed_hosts", args[4]);
            settings.put("cluster.initial_cluster_manager_nodes", args[5]);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs()
                .basePath(args[0])
                .clusterName("evidencehub-test")
                .numOfNode(1)
                .moduleTypes(MODULES)
                .disableESLogger());
        new CountDownLatch(1).await();
    }

    /** Nobody is left who would stop this node: its standard input is a pipe from whoever started it. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {}
        } catch (java.io.IOException error) {
            // as good as the end
        }
        Runtime.getRuntime().halt(0);
    }
}
